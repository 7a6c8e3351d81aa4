namespace LinuxPatchApi.Operations.Steps;

/// <summary>How jobs of a kind are undone.</summary>
/// <param name="WhyNot">Why they can never be undone; null when that depends on the job.</param>
/// <param name="Nothing">The reason for a job that left nothing to undo.</param>
/// <param name="RestoresLost">True when packages that a job removed unasked are restored too.</param>
internal sealed record UndoPolicy(string? WhyNot, string Nothing = "the job changed nothing", bool RestoresLost = false)
{
    /// <summary>Changes of these jobs are reversed.</summary>
    public static readonly UndoPolicy Changes = new(WhyNot: null);

    /// <summary>These jobs change no package.</summary>
    public static readonly UndoPolicy NoPackages = new("a job of this kind changes no package that could be changed back");

    /// <summary>The policy of a job whose kind is unknown.</summary>
    public static readonly UndoPolicy NotUnderstood = new("the record of the job is not understood by this version of the agent");
}
