using System.Text;
using LinuxPatchApi.Files;

namespace LinuxPatchApi.Host;

/// <summary>
/// Tells the kind of container by what its manager leaves for programs inside: lxc, docker, systemd-nspawn, …. Where systemd runs it has
/// found that out already (systemd-detect-virt(1)); elsewhere the marks are those that it looks for.
/// </summary>
internal static class ContainerKind
{
    /// <summary>Longest environment that is read, in bytes. Origin: a manager passes a few variables of a line each.</summary>
    private const int EnvironmentBytes = 128 * 1024;

    /// <summary>The first process's variable (systemd's container interface).</summary>
    private const string Variable = "container=";

    /// <summary>Marks that are there or not, with what they mean.</summary>
    private static readonly (string Path, string Kind)[] Marks =
        [("run/.containerenv", "podman"), (".dockerenv", "docker"), ("dev/lxd", "lxc"), ("dev/incus", "lxc")];

    /// <summary>Returns null outside of containers, and in those that say nothing.</summary>
    public static string? Read(HostPaths paths)
    {
        if (First(paths.Container) is { } known)
        {
            return known;
        }

        if (Directory.Exists(paths.SystemdMark))
        {
            return File.Exists(paths.In(".dockerenv")) ? "docker" : null;
        }

        return First(paths.ToldContainer) ?? First(paths.In("run/host/container-manager")) ?? OfFirstProcess(paths)
            ?? Marks.Where(m => Path.Exists(paths.In(m.Path))).Select(m => m.Kind).FirstOrDefault()
            ?? (Directory.Exists(paths.In("proc/vz")) && !Directory.Exists(paths.In("proc/bc")) ? "openvz" : null);
    }

    /// <summary>Null also where it may not be read, which takes the first process's capabilities.</summary>
    private static string? OfFirstProcess(HostPaths paths) =>
        BoundedFile.Read(paths.In("proc/1/environ"), EnvironmentBytes).Bytes is { } bytes
            ? Encoding.UTF8.GetString(bytes).Split('\0').Where(v => v.StartsWith(Variable, StringComparison.Ordinal))
                .Select(v => Word(v[Variable.Length..])).FirstOrDefault()
            : null;

    private static string? First(string path) =>
        BoundedFile.Read(path, EnvironmentBytes).Bytes is { } bytes ? Word(Encoding.UTF8.GetString(bytes)) : null;

    private static string? Word(string text) => text.Trim() is { Length: > 0 } word ? word : null;
}
