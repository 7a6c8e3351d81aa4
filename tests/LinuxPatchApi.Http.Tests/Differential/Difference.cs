using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Differential;

/// <summary>The first point at which two parsers disagree.</summary>
/// <param name="Kind">Kind of disagreement.</param>
/// <param name="Reason">Our reason when we refuse, theirs when they do, otherwise the member that differs.</param>
internal sealed record Difference(DifferenceKind Kind, string Reason)
{
    /// <summary>Null when both parsed the same requests and then both stopped, or neither did.</summary>
    public static Difference? Between(PureReader ours, OtherVerdict theirs)
    {
        var both = Math.Min(ours.Requests.Count, theirs.Requests.Count);
        for (var i = 0; i < both; i++)
        {
            if (ours.Requests[i] != theirs.Requests[i])
            {
                return new(DifferenceKind.Understood, MemberThatDiffers(ours.Requests[i], theirs.Requests[i]));
            }
        }
        if (theirs.IsClosed && theirs.Requests.Count == both && (ours.Requests.Count > both || ours.Refusal is not null))
        {
            return new(DifferenceKind.TheyRefuse, "closed");
        }
        if (ours.Requests.Count > both)
        {
            return new(DifferenceKind.TheyRefuse, theirs.Error ?? "silence");
        }
        if (theirs.Requests.Count > both || (ours.Refusal is not null && theirs.Error is null))
        {
            return new(DifferenceKind.WeRefuse, ours.Refusal?.ToString() ?? "silence");
        }
        return ours.Refusal is null && theirs.Error is not null ? new(DifferenceKind.TheyRefuse, theirs.Error) : null;
    }

    private static string MemberThatDiffers(ReadRequest ours, ReadRequest theirs) =>
        ours.Method != theirs.Method ? "method"
        : ours.Target != theirs.Target ? "target"
        : ours.Body != theirs.Body ? "body"
        : "fields";
}
