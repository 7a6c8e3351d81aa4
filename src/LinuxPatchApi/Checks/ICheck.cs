namespace LinuxPatchApi.Checks;

/// <summary>One check of the host or the agent, defined next to its subject.</summary>
internal interface ICheck
{
    /// <summary>The name on the wire, in kebab-case. Checks of one subject in several places may share it.</summary>
    string Id { get; }

    /// <summary>
    /// Changes whenever the answer may change at once. Read at every health request, so it must be free and come from memory. Null when
    /// only files of the host affect the answer.
    /// </summary>
    object? Mark => null;

    /// <summary>Returns the result; null when the check does not apply. Never throws for a fault of the host: that is its result.</summary>
    ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken);
}

/// <summary>How far a check may go for its result.</summary>
internal enum CheckDepth
{
    /// <summary>Uses cached data and local files that are read in milliseconds: for health, which waits for nothing.</summary>
    Known,

    /// <summary>Calls other services and waits for them: for <c>doctor</c>.</summary>
    Asked,
}
