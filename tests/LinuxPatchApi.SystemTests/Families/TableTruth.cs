using LinuxPatchApi.Packages.Detection;
using LinuxPatchApi.Packages.Engines;
using LinuxPatchApi.Packages.Families;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Families;

/// <summary>Holds what docs/families.md says of a backend against the answers of an agent that runs on it.</summary>
internal static class TableTruth
{
    public static EngineInfo Engine(string flavour, string version) =>
        new("", "", Version.Parse(version), Offline: false) { Flavour = flavour };

    public static bool Has(Feature feature, EngineInfo engine) => FamilyTable.WhyNot(feature, engine) is null;

    /// <summary>Asks for each feature that a request names, as a dry run, and expects a refusal exactly where the table has one.</summary>
    public static async Task AssertAsync(AgentClient client, EngineInfo engine, string package)
    {
        const string packages = "/api/v1/packages";
        var one = $"{packages}/{package}";
        foreach (var (feature, method, path, body) in new (Feature, string, string, string?)[]
        {
            (Feature.ExactVersion, "PUT", one, """{"version": "0.1", "dry_run": true}"""),
            (Feature.Downgrade, "PUT", one, """{"version": "0.1", "options": {"allow_downgrade": true}, "dry_run": true}"""),
            (Feature.Reinstall, "POST", packages, Install(package, "reinstall")),
            (Feature.WithoutRecommends, "POST", packages, Install(package, "no_recommends")),
            (Feature.Purge, "DELETE", one + "?purge=true&dry_run=true", null),
            (Feature.Advisories, "POST", "/api/v1/patches/apply", """{"security_only": true, "dry_run": true}"""),
            (Feature.ListAvailable, "GET", packages + "?status=available&limit=1", null),
        })
        {
            var answer = await client.SendAsync(method, path, body);
            var isRefused = answer.Status == 400 && answer.Error.Text("code") == "OPTION_NOT_SUPPORTED";
            Assert.True(isRefused != Has(feature, engine), $"{feature}: {answer}");
        }

        if (!Has(Feature.Repair, engine))
        {
            (await client.PostAsync("/api/v1/system/repair", "{}")).Expect(400, "OPTION_NOT_SUPPORTED");
        }
    }

    private static string Install(string package, string option) =>
        $$"""{"packages": [{"name": "{{package}}"}], "options": {"{{option}}": true}, "dry_run": true}""";
}
