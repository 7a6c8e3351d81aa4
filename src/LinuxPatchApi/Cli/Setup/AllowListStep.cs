using System.Net;
using System.Text;
using LinuxPatchApi.Access;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Cli.Setup;

/// <summary>Adds the clients, and this host itself for the self-test and doctor, to whitelist.yaml.</summary>
internal static class AllowListStep
{
    private const string Step = "allow-list";
    private const int MaxBytes = 256 * 1024;
    private const UnixFileMode NewMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    /// <summary>Writes nothing. Null when the list can be read and somebody may connect with the entries.</summary>
    public static StepFailure? Check(string path, IReadOnlyList<string> allow) => Read(path, allow).Failure;

    /// <param name="own">The address that the self-test comes from.</param>
    public static StepFailure? Run(string path, IReadOnlyList<string> allow, IPAddress own, StepReport report)
    {
        var (there, failure) = Read(path, allow);
        if (there is not (string text, AllowListDocument parsed))
        {
            return failure;
        }
        List<string> missing = [.. allow.Where(entry => !AllowListEdit.Has(parsed, entry)).Distinct(StringComparer.Ordinal)];
        if (!AllowListEdit.Has(parsed, own) && !missing.Contains(own.ToString()))
        {
            missing.Add(own.ToString());
        }
        if (missing.Count == 0)
        {
            report.Say(Step, $"unchanged, {parsed.Ranges.Count + parsed.HostNames.Count} entries in {path}");
            return null;
        }
        if (AllowListEdit.Add(text, missing) is not { } changed)
        {
            return new StepFailure(Step, $"{path} is written in a form that is not edited here",
                $"add below \"entries:\" by hand: {string.Join(", ", missing.Select(entry => $"- \"{entry}\""))}", ExitCode.Configuration);
        }
        if (AtomicFile.Edit(path, Encoding.UTF8.GetBytes(changed), NewMode) is { } failed)
        {
            return new StepFailure(
                Step, failed.ToString(), "run this as root; only root may be able to write in the list's directory and above",
                ExitCode.InputOutput);
        }
        report.Say(Step, $"added {string.Join(", ", missing)} to {path}");
        return null;
    }

    /// <summary>Exactly one of the results is set.</summary>
    private static ((string Text, AllowListDocument Parsed)? There, StepFailure? Failure) Read(string path, IReadOnlyList<string> allow)
    {
        var read = BoundedFile.Read(path, MaxBytes);
        if (read.Problem is { Reason: not FileFailure.NotFound } problem)
        {
            return Fail(problem.ToString(), "run this as root", ExitCode.InputOutput);
        }
        var text = Encoding.UTF8.GetString(read.Bytes ?? []);
        var parsed = text.Length == 0 ? new AllowListDocument([], []) : AllowListFile.Parse(path, read.Bytes).Document;
        if (parsed is null)
        {
            return Fail($"{path} has mistakes", "'linux-patch-api check-config' shows them", ExitCode.Configuration);
        }
        if (allow.Count == 0 && parsed.Ranges.All(range => IPAddress.IsLoopback(First(range))) && parsed.HostNames.Count == 0)
        {
            return Fail($"{path} lets no client in yet", "say who may connect: --allow ADDRESS", ExitCode.Usage);
        }
        return ((text, parsed), null);

        static ((string, AllowListDocument)?, StepFailure?) Fail(string problem, string remedy, ExitCode exit) =>
            (null, new StepFailure(Step, problem, remedy, exit));
    }

    private static IPAddress First(AddressRange range)
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, range.First);
        return range.IsIpv6 ? new IPAddress(bytes) : new IPAddress(bytes.AsSpan(12));
    }
}
