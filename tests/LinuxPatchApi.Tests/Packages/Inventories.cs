using LinuxPatchApi.Packages.Families.Deb.Database;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Tests.Packages;

/// <summary>Installed sets to test with: <c>name=version</c>, with <c>/arch</c>, <c>!hold</c> or <c>!broken</c> behind.</summary>
internal static class Inventories
{
    public static InstalledInventory Of(params string[] packages) =>
        new(packages.Select(Package), new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), DebTerms.Instance);

    public static InstalledPackage Package(string text)
    {
        var mark = text.Split('!');
        var arch = mark[0].Split('/');
        var pair = arch[0].Split('=');
        return new InstalledPackage(pair[0], arch.Length > 1 ? arch[1] : "amd64", pair[1])
        {
            Held = mark.Contains("hold"),
            State = mark.Contains("broken") ? InstalledState.HalfConfigured : InstalledState.Installed,
        };
    }

    public static UpdateCandidate Update(
        string name, string version = "2", string severity = "unknown", bool security = false, bool held = false,
            string architecture = "amd64") =>
        new($"{name};{version};{architecture};repo", name, architecture, version, "repo", "summary", security ? "security" : "normal",
            security, severity, held);
}
