using System.Globalization;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.SelfUpdate;

/// <summary>4 kills here; `make crash-campaign` asks for more.</summary>
public sealed class SelfUpdateKillTests(SelfUpdateHost host) : IClassFixture<SelfUpdateHost>
{
    /// <summary>How many kills; and the seed of a former run, to repeat it.</summary>
    private const string KillsVariable = "LPA_SELF_UPDATE_KILLS";
    private const string SeedVariable = "LPA_CRASH_SEED";

    [Fact]
    public async Task Killed_at_random_instants_the_host_answers_on_one_of_both_versions_and_the_job_says_which()
    {
        var seed = Number(SeedVariable) ?? Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var file = Path.Combine(TestBed.Results, "self-update-kills.txt");
        var report = await new SelfUpdateCampaign(host, seed)
            .RunAsync(Number(KillsVariable) ?? 4, numbers => File.WriteAllTextAsync(file, numbers));
        TestContext.Current.TestOutputHelper?.WriteLine(report);
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
