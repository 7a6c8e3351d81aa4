using System.Globalization;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Jobs.PowerCuts;

/// <summary>The sample packages as dpkg itself sees them: its database and its journal, its audit, its log.</summary>
/// <param name="Packages">Version and state of each that is there, in whatever state.</param>
/// <param name="IsClean">Neither the audit nor the journal has anything.</param>
/// <param name="Log">Lines of its log.</param>
internal sealed record DpkgView(
    IReadOnlyDictionary<string, (string Version, string State)> Packages, bool IsClean, IReadOnlyList<string> Log)
{
    public static async Task<DpkgView> OfAsync(Sandbox sandbox)
    {
        var text = await sandbox.ShAsync(
            "dpkg-query -W -f '${Package}|${Version}|${db:Status-Status}\\n' 'sample-*'; echo =; dpkg --audit; ls /var/lib/dpkg/updates | "
                + "grep -x '[0-9]*' || true; echo =; cat /var/log/dpkg.log");
        var part = text.Split("=\n", 3);
        return new DpkgView(
            part[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|'))
                .Where(p => p[2] is not ("not-installed" or "config-files")).ToDictionary(p => p[0], p => (p[1], p[2])),
            part[1].Trim().Length == 0,
            part[2].Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public int LogLength => Log.Count;

    public (string? Version, string State) Of(string package) =>
        Packages.TryGetValue(package, out var found) ? (found.Version, found.State) : (null, "not-installed");

    /// <summary>Whether dpkg's log says, from a line on, that the package has come to this version and state.</summary>
    public bool HasReached(string package, string version, string state, int since) =>
        Log.Skip(since).Any(line => Says(line, package, version, state));

    /// <summary>
    /// Whether that is the last state in dpkg's log. dpkg logs a state before it writes the state to its database, so a cut between the two
    /// leaves one line that the database does not confirm.
    /// </summary>
    public bool IsLastLogged(string package, string version, string state) =>
        Log.LastOrDefault(line => line.Contains(" status ", StringComparison.Ordinal)) is { } last && Says(last, package, version, state);

    private static bool Says(string line, string package, string version, string state) =>
        line.Contains(string.Create(CultureInfo.InvariantCulture, $" status {state} {package}:"), StringComparison.Ordinal)
            && line.EndsWith(" " + version, StringComparison.Ordinal);
}
