namespace LinuxPatchApi.SystemTests.Support;

/// <param name="Exit">Exit status of the program.</param>
internal sealed record CommandResult(int Exit, string Output, string Errors)
{
    /// <summary>Both streams, for messages.</summary>
    public string Text => Output + Errors;
}
