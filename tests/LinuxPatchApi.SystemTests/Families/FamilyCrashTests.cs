using System.Globalization;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>A few kills here; `make crash-campaign` asks for thirty of each family.</summary>
public abstract class FamilyCrashTests<THost>(THost host) : IClassFixture<THost>
    where THost : AgentHost
{
    /// <summary>How many kills; and the seed of a former run, to repeat it.</summary>
    private const string KillsVariable = "LPA_FAMILY_KILLS";
    private const string SeedVariable = "LPA_CRASH_SEED";

    [Fact]
    [Trait("Shows", "The truth after a kill of the agent")]
    public async Task No_kill_loses_a_job_makes_one_untrue_or_breaks_the_package_database()
    {
        var family = GetType().Name.Replace("CrashTests", "", StringComparison.Ordinal).ToLowerInvariant();
        var campaign = new FamilyCrashCampaign(host, (ICrashRoot)(object)host, family, Number(SeedVariable) ?? Random.Shared.Next());
        var report = await campaign.RunAsync(Number(KillsVariable) ?? 4);
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        await File.WriteAllTextAsync(Path.Combine(TestBed.Results, $"crash-campaign-{family}.txt"), report);
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}

/// <summary>Judged by dpkg's audit and its checksums.</summary>
public sealed class Debian13CrashTests(Debian13Host host) : FamilyCrashTests<Debian13Host>(host);

/// <summary>Judged by rpm's check of its database and by the files of the packages.</summary>
public sealed class El9CrashTests(El9Host host) : FamilyCrashTests<El9Host>(host);

/// <inheritdoc cref="El9CrashTests"/>
public sealed class FedoraCrashTests(FedoraHost host) : FamilyCrashTests<FedoraHost>(host);

/// <summary>Judged by pacman's check of its database and of the files.</summary>
public sealed class ArchCrashTests(ArchHost host) : FamilyCrashTests<ArchHost>(host);

/// <summary>Judged by the stand-in's own files: there is no apk to ask.</summary>
public sealed class ApkCrashTests(ApkHost host) : FamilyCrashTests<ApkHost>(host);
