using LinuxPatchApi.ClientView;

namespace LinuxPatchApi.Cli.Agents;

/// <summary>What came of a call of one host.</summary>
/// <param name="Lines">In full, for a single host.</param>
/// <param name="Summary">One line, among several hosts.</param>
/// <param name="Raw">The last answer, as it came; empty without one.</param>
internal sealed record HostOutcome(ExitCode Exit, IReadOnlyList<string> Lines, string Summary, byte[] Raw)
{
    public bool IsGood => Exit == ExitCode.Ok;

    /// <summary>True when the action could not be done; a job or check that failed is a result.</summary>
    public bool IsError { get; private init; }

    public static HostOutcome Of(ExitCode exit, string line, byte[] raw) => new(exit, [line], line, raw);

    /// <param name="more">Added to the reason.</param>
    public static HostOutcome Fail(AgentAnswer answer, string more = "")
    {
        var failure = answer.Failure!;
        return new HostOutcome(Code(failure.Kind), failure.Lines(more), failure + more, answer.Raw) { IsError = true };
    }

    /// <summary>The exit code of a call of several hosts: that of all of them, or the general one when they differ.</summary>
    public static ExitCode Together(IReadOnlyList<HostOutcome> outcomes)
    {
        ExitCode? first = null;
        foreach (var outcome in outcomes)
        {
            if (!outcome.IsGood && first is not null && first != outcome.Exit)
            {
                return ExitCode.Failure;
            }
            first = outcome.IsGood ? first : outcome.Exit;
        }
        return first ?? ExitCode.Ok;
    }

    private static ExitCode Code(FailureKind kind) => kind switch
    {
        FailureKind.NotReached => ExitCode.Unavailable,
        FailureKind.NotTrusted or FailureKind.NotAllowed => ExitCode.NoPermission,
        FailureKind.Later => ExitCode.TemporaryFailure,
        FailureKind.NotUnderstood => ExitCode.Protocol,
        _ => ExitCode.Failure,
    };
}
