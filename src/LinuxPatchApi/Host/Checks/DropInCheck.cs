using LinuxPatchApi.Checks;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Host.Checks;

/// <summary>
/// Checks that no drop-in loosens the sandbox of the agent's unit, as the one for LXC does. For the command, which cannot see the sandbox
/// of the running agent.
/// </summary>
internal sealed class DropInCheck : ICheck
{
    public const string Name = "unit-drop-ins";

    private const string Folder = "linux-patch-api.service.d";

    /// <summary>Directives with which a drop-in weakens the sandbox.</summary>
    private static readonly string[] Loosened =
    [
        "ProtectSystem=", "ProtectHome=", "PrivateUsers=", "PrivateTmp=", "PrivateDevices=", "NoNewPrivileges=", "RestrictNamespaces=",
        "CapabilityBoundingSet=", "SystemCallFilter=", "ProtectKernelTunables=", "ProtectControlGroups=", "User=",
    ];

    /// <summary>The directories of drop-ins by systemd.unit(5), including generated ones.</summary>
    private static readonly string[] Places =
        ["/etc/systemd/system", "/run/systemd/system", "/run/systemd/generator", "/run/systemd/generator.early", "/run/systemd/generator.late", "/usr/lib/systemd/system"];

    public string Id => Name;

    public ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken)
    {
        var found = new List<(string, string)>();
        foreach (var directory in Places.Select(place => Path.Combine(place, Folder)).Where(Directory.Exists))
        {
            try
            {
                found.AddRange(Directory.EnumerateFiles(directory, "*.conf").Order(StringComparer.Ordinal).Select(path => (path, RegularFile.ReadAllText(path))));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                found.Add((directory, ""));
            }
        }

        return new(Judge(found));
    }

    public static CheckResult Judge(IReadOnlyList<(string Path, string Text)> dropIns)
    {
        var loosening = dropIns.Where(d => d.Text.Split('\n', StringSplitOptions.TrimEntries).Any(IsLoosening)).Select(d => d.Path).ToList();
        return dropIns.Count == 0 ? CheckResult.Ok(Name, "none")
            : loosening.Count == 0 ? CheckResult.Ok(Name, string.Join(", ", dropIns.Select(d => d.Path)))
            : CheckResult.Warn(
                Name, string.Join(", ", loosening), "a drop-in takes away from the agent's sandbox: the file system is then protected by its permissions only",
                "where it is no container that needs it: remove the drop-in, 'systemctl daemon-reload', 'systemctl restart linux-patch-api'");
    }

    private static bool IsLoosening(string line) => Loosened.Any(directive => line.StartsWith(directive, StringComparison.Ordinal));
}
