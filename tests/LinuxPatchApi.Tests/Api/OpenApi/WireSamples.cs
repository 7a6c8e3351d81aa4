using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LinuxPatchApi.Api.Contracts;
using LinuxPatchApi.Api.Lists;
using LinuxPatchApi.Page;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Tests.Api.OpenApi;

/// <summary>Each kind of document as the agent writes it, once with every member that may be null and once with none of them.</summary>
internal static class WireSamples
{
    private static readonly WireTime At = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly Guid Id = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057");
    private static readonly Change Changed = new("curl", "amd64", "upgrade", "1", "2", "applied", "named");
    private static readonly Change Left = new("curl", "amd64", "install", null, null, "skipped", null);

    private static readonly Package Item =
        new("curl", "1", "amd64", "upgradable", true, "2", "2", "transfers", ["CVE-2026-0001"], "debian", 5, At, false);

    private static readonly JobAccepted Accepted = new(Id, "pending", "install", ["curl"], "curl", At) { Warnings = ["w"] };
    private static readonly JobAccepted AcceptedBare = new(Id, "pending", "repair", null, null, At);

    /// <summary>Schema, and the document as JSON.</summary>
    public static IEnumerable<(string Schema, string Json)> All =>
    [
        Of(new Health("healthy", 5, "3.0.0", new Build("c", "b"), At, "fresh", "valid", 1, At, "valid", At, true, At, Checks, [],
            new ShutdownAhead("reboot", At, Id), 2),
            ApiJson.Write),
        Of(new Health("degraded", 5, "3.0.0", new Build("c", "b"), null, "unknown", "missing", null, null, null, null, null, null,
            Checks, ["r"], null, null),
            ApiJson.Write),
        Of(new SystemInfo("h", "Debian GNU/Linux", "13", "6", "x86_64", At, At, true, ["r"], "apt", "packagekit", "systemd", "lxc",
            5, "v1", true),
            ApiJson.Write),
        Of(new SystemInfo("h", "Debian GNU/Linux", "13", "6", "x86_64", null, null, false, [], "apt", "packagekit", "systemd", null,
            5, "v1", false),
            ApiJson.Write),
        Of(new SummaryDocument("h", "3.0.0", "b", new UpdateCounts(1, 1, 0, 1, 0, 0, 0, 0, 3, new OldestUpdate("curl", "2", At)), At, false,
            true,
            ["r"], true, 1, new NewestJob(Id, "reboot", "failed", 5, At, At, "LOCKED"), 7, -1, new ShutdownAhead("poweroff", At, null)),
            ApiJson.Write),
        Of(new SummaryDocument("h", "3.0.0", "b", null, null, true, false, [], true, 0,
            new NewestJob(Id, "reboot", "pending", 0, At, null, null), 7, null, null), ApiJson.Write),
        Of(new SummaryDocument("h", "3.0.0", "b", new UpdateCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, null), At, false, false, [], true, 0,
            null, 7, 30, null),
            ApiJson.Write),
        Of(new Service("a.service", "A", "active", "running", "loaded", "enabled", 5, true), ApiJson.Write),
        Of(new Service("a.service", "A", "inactive", "dead", "loaded", "enabled", null, false), ApiJson.Write),
        Of(new PackageList([Item, Item with { LatestVersion = null, AvailableVersion = null, Repository = null, SizeBytes = null,
            InstalledAt = null, Status = "available" }], 2, 5, 0, At, At, false, ["w"]), ApiJson.Default.PackageList),
        Of(new PackageList([], 0, null, 0, At, null, true, []), ApiJson.Default.PackageList),
        Of(Detail("h", "debian", 500), ApiJson.Write),
        Of(Detail(null, null, null), ApiJson.Write),
        Of(new PatchList([Patch(At, new BlockedBy("held", "d", "r")), Patch(null, new BlockedBy("phased", "d", null)),
            Patch(null, null)], 3, 1, true, 5, 0, At, At, false, ["w"]),
            ApiJson.Write),
        Of(new PatchList([], 0, 0, false, null, 0, At, null, true, []), ApiJson.Write),
        Of(new PlanDocument("install", "d", [new("a", "amd64", null, "1")], [], [], [], [new("b", "amd64", "1", null)], [Left], 1, -1, true,
            ["w"], [Changed, Left]) { ChangesCount = 2, MetadataRefreshedAt = At, Stale = true }, ApiJson.Write),
        Of(new PlanDocument("reboot", "d", [], [], [], [], [], [], null, null, false, [], []) { ChangesCount = 0 }, ApiJson.Write),
        Of(Accepted, ApiJson.Write),
        Of(AcceptedBare, ApiJson.Write),
        Of(new UpdateAccepted(Accepted) { TargetVersion = "2" }, ApiJson.Write),
        Of(new UpdateAccepted(AcceptedBare), ApiJson.Write),
        Of(new RemoveAccepted(Accepted), ApiJson.Write),
        Of(new RollbackAccepted(Accepted) { OriginalJobId = Id }, ApiJson.Write),
        Of(new ApplyAccepted(Accepted) { PatchesCount = 1, RequiresReboot = true }, ApiJson.Write),
        Of(new ApplyAccepted(AcceptedBare), ApiJson.Write),
        Of(new RebootAccepted(Accepted) { ScheduledAt = At, Reason = "r" }, ApiJson.Write),
        Of(new RebootAccepted(AcceptedBare) { ScheduledAt = At }, ApiJson.Write),
        Of(new RebootCancelled(Id, "cancelled", "rebooting", "cancelled"), ApiJson.Write),
        Of(new RebootList([Boot(At, "k", Id, "r"), Boot(null, null, null, null)], 2, 50, 0), ApiJson.Write),
        Of(new JobAction(Id, "deleted", "completed", "completed", true), ApiJson.Write),
        Of(new JobList([Summary(At, "curl", 5), Summary(null, null, null)], 2, 50, 0, 9, true, [Id]), ApiJson.Default.JobList),
        Of(FullJob, ApiJson.Write),
        Of(new JobDetail(Summary(null, null, null)), ApiJson.Write),
        Of(new DoctorReport("failed", [new("a", "failed", "s", "p", "r"), new("b", "ok", "s", null, null)]), ApiJson.Write),
        Of(new SelfUpdateStatus(Id, "confirmed", "completed", "3.0.0", "3.0.1", "3.0.1", 60, null, At, At),
            ApiJson.Write),
        Of(new SelfUpdateStatus(Id, "restored", null, "3.0.0", "3.0.1", "3.0.0", 60, "r", At, null), ApiJson.Write),
        ("ApiIndex", Written(new ApiIndex("a", "3.0.0", "v1", "admin", "CN=m", ApiIndex.LinksOf(hasPage: true)).Write)),
        ("Restarts", Written(writer => RestartsWriter.Write(
            new Restarts(At, "unit", "l", 1, 0, true, ["r"], ["n"], "lxc",
            [
                new RestartUnit("a.service", "service", "1", true, "r", ["p"], 1, [new(1, "c")], 1, [new("/a", "deleted", ["p"])]),
                new RestartUnit(null, "other", null, false, null, null, 0, [], 1, [new("/a", "replaced", null)]),
            ]),
            writer))),
        ("Restarts", Written(writer => RestartsWriter.Write(new Restarts(At, "agent", null, 0, 0, false, [], [], null, []), writer))),
    ];

    private static HealthChecks Checks => new("ok", "ok", "ok", "ok", "ok");

    private static JobDetail FullJob => new(Summary(At, "curl", 5))
    {
        Changes = [Changed, Left],
        Logs = ["l"],
        Output = "l",
        Error = "e",
        ErrorCode = "LOCKED",
        Retryable = true,
        RollbackJobId = Id,
        OriginalJobId = Id,
        RequestedBy = new JobRequester("CN=m", "0A", "192.0.2.1"),
        RequestId = Id,
        Warnings = ["w"],
        Reboot = new JobReboot { NewBootId = "b", KernelBefore = "k", KernelAfter = "k", NewlyFailedUnits = ["a.service"] },
        Restarted = [new("a.service", "restarted", "r"), new("b.service", "planned", null)],
        StalledSince = At,
        LockHolder = new LockHolderDocument(1, "apt", 5, "/var/lib/dpkg/lock"),
    };

    private static JobSummary Summary(WireTime? at, string? package, long? speed) => new()
    {
        JobId = Id,
        Operation = "patch_apply",
        Status = "running",
        Progress = 5,
        ProgressPercent = 5,
        Phase = "downloading",
        CurrentPackage = package,
        SpeedBytesPerSecond = speed,
        Message = "",
        CreatedAt = At,
        StartedAt = at,
        UpdatedAt = At,
        CompletedAt = at,
        Packages = [],
        Change = 9,
    };

    private static PackageDetail Detail(string? text, string? repository, int? priority) => new(Item)
    {
        Dependencies = [new("libc6", priority is null ? null : ">= 2", true)],
        ReverseDependencies = ["r"],
        Homepage = text,
        License = text,
        Group = text,
        Files = ["/a"],
        Versions = [new("1", repository, true, "amd64", priority)],
    };

    private static PatchItem Patch(WireTime? at, BlockedBy? blocked) => new(
        "DSA-1", "curl", at is null ? "" : "1", "2", "amd64", "high", true, "security", "d", ["CVE-2026-0001"], ["u"], ["b"], at, true,
        "system", false, at is null ? null : "debian", true, blocked);

    private static BootDocument Boot(WireTime? at, string? kernel, Guid? job, string? reason) => new()
    {
        BootId = "b",
        BootedAt = at,
        SeenAt = At,
        WentDownAt = at,
        KernelBefore = kernel,
        KernelAfter = "k",
        Cause = job is null ? "unknown" : "agent",
        JobId = job,
        RequestedBy = job is null ? null : new JobRequester("CN=m", "0A", "192.0.2.1"),
        Reason = reason,
    };

    /// <summary>The details of PLAN_CHANGED, whose members are among those of all details.</summary>
    public static IEnumerable<string> Details =>
    [
        ApiJson.Text(new PlanChangedDetails("e", "d", [Changed], [Left], [Changed]), ApiJson.Write),
        ApiJson.Text(new PlanChangedDetails("e", "d", null, null, []), ApiJson.Write),
    ];

    private static (string, string) Of<T>(T document, Action<Utf8JsonWriter, T> write) => (typeof(T).Name, ApiJson.Text(document, write));

    private static (string, string) Of<T>(T document, JsonTypeInfo<T> type) => (typeof(T).Name, JsonSerializer.Serialize(document, type));

    private static string Written(Action<Utf8JsonWriter> write)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            write(writer);
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }
}
