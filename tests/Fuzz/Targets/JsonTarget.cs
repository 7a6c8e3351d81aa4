using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Api.Sockets;

namespace LinuxPatchApi.Fuzz.Targets;

/// <summary>Bodies and WebSocket frames: every member asked for in every way that the handlers know.</summary>
internal static class JsonTarget
{
    private static readonly string[] Names = ["packages", "version", "options", "dry_run", "delay_seconds", "exclude", "patches", "reason"];

    public static void Check(byte[] input) => Allocations.Bounded(input, () => Read(input));

    private static void Read(byte[] input)
    {
        var (frame, refused) = ClientFrame.Parse(input);
        Violation.Unless(frame is null != refused is null, "neither frame nor failure, or both");
        var (body, failure) = JsonBody.Parse(input);
        Violation.Unless(body is null != failure is null, "neither body nor failure, or both");
        if (body is not null)
        {
            Walk(body, 3);
        }
    }

    private static void Walk(BodyObject body, int depth)
    {
        var inner = new List<BodyObject?>();
        foreach (var name in Names)
        {
            _ = body.Has(name);
            _ = body.Bool(name);
            _ = body.Int(name, 0, 86_400);
            _ = body.Text(name, NameRules.IsVersion, "a version");
            _ = body.Texts(name, NameRules.IsPackage, "a package", 500);
            _ = body.Array(name, 500);
            if (depth > 0 && body.Object(name) is { } member)
            {
                Walk(member, depth - 1);
                inner.Add(member);
            }
        }
        _ = body.Finish([.. inner]);
    }
}
