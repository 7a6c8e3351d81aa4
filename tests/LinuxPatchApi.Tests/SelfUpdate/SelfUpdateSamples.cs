using LinuxPatchApi.SelfUpdate;

namespace LinuxPatchApi.Tests.SelfUpdate;

internal static class SelfUpdateSamples
{
    public static readonly Guid Job = Guid.Parse("0b8f7c1e-0000-4000-8000-000000000001");

    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static SelfUpdateRecord Record => new(Job, "3.0.0", "3.0.1", "old", "agent.deb", "", TimeSpan.FromSeconds(60), Start);

    public static SelfUpdateVerdict Verdict(SelfUpdateDecision decision) => new(decision, $"because {decision}");

    public static SelfUpdateEnding Ending => new(SelfUpdateOutcome.Restored, "it hung", "3.0.0", Start);

    /// <summary>Begins a self-update without program and package.</summary>
    public static void BeginEmpty(this SelfUpdateFiles files, SelfUpdateRecord record)
    {
        files.Stage();
        Assert.Null(files.Begin(record));
    }

    /// <summary>Lets nothing be written as decision, as on a full disk; prepared decisions can still be published.</summary>
    public static string BlockDecisions(this SelfUpdateFiles files) =>
        Directory.CreateDirectory(Path.Combine(files.DirectoryPath, $"verdict.{Environment.ProcessId}")).FullName;

    /// <summary>Every state that the folder may be in, with the record of this job, of another one, or none.</summary>
    public static IEnumerable<SelfUpdateState> States() =>
        from record in new[] { null, Record, Record with { Job = Guid.Parse("0b8f7c1e-0000-4000-8000-000000000002") } }
        from decision in Enum.GetValues<SelfUpdateDecision>().Select(d => (SelfUpdateDecision?)d).Prepend(null)
        from ending in new[] { null, Ending }
        select new SelfUpdateState(record, decision is { } made ? Verdict(made) : null, ending);
}
