using System.Globalization;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs.PowerCuts;

/// <summary>6 cuts here; `make crash-campaign` asks for more.</summary>
public sealed class PowerCutTests(PowerCutHost host) : IClassFixture<PowerCutHost>
{
    /// <summary>How many cuts; and the seed of a former run, to repeat it.</summary>
    private const string CutsVariable = "LPA_POWER_CUTS";
    private const string SeedVariable = "LPA_CRASH_SEED";

    [Fact]
    public async Task Case50_No_loss_of_power_loses_a_job_or_makes_one_untrue_against_what_dpkg_has()
    {
        var seed = Number(SeedVariable) ?? Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var file = Path.Combine(TestBed.Results, "power-cuts.txt");
        var report = await new PowerCutCampaign(host, seed)
            .RunAsync(Number(CutsVariable) ?? 6, numbers => File.WriteAllTextAsync(file, numbers));
        TestContext.Current.TestOutputHelper?.WriteLine(report);
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
