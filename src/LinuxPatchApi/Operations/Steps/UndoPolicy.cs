namespace LinuxPatchApi.Operations.Steps;

/// <summary>How jobs of a kind are undone.</summary>
/// <param name="WhyNot">Why they never are; null when that depends on the job.</param>
/// <param name="Nothing">What is said of a job that left nothing to change back.</param>
/// <param name="RestoresLost">Whether what a job removed without being asked to goes back too.</param>
internal sealed record UndoPolicy(string? WhyNot, string Nothing = "the job changed nothing", bool RestoresLost = false)
{
    /// <summary>What jobs of this kind changed is changed back.</summary>
    public static readonly UndoPolicy Changes = new(WhyNot: null);

    /// <summary>Jobs of this kind change no package.</summary>
    public static readonly UndoPolicy NoPackages = new("a job of this kind changes no package that could be changed back");

    /// <summary>Of a job whose kind is not known.</summary>
    public static readonly UndoPolicy Unread = new("the record of the job is not understood by this version of the agent");
}
