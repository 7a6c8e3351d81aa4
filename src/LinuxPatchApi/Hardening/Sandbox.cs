using System.Globalization;

namespace LinuxPatchApi.Hardening;

/// <summary>The restrictions of this process as reported by the kernel; null where it reports none.</summary>
/// <param name="Capabilities">The bits of the bounding set: capabilities that the process could ever gain.</param>
/// <param name="NoNewPrivileges">No program it executes could gain more privileges.</param>
/// <param name="Filters">A seccomp filter is in force.</param>
/// <param name="ReadOnly">/usr is read-only for it.</param>
internal sealed record Sandbox(ulong? Capabilities, bool? NoNewPrivileges, bool? Filters, bool? ReadOnly)
{
    /// <summary>Reads the current state; cheap.</summary>
    public static Sandbox Read(string process = "/proc/self") => Of(Lines(process + "/status"), Lines(process + "/mountinfo"));

    /// <summary>Parses the lines of proc_pid_status(5) and proc_pid_mountinfo(5). Pure.</summary>
    public static Sandbox Of(IReadOnlyList<string> status, IReadOnlyList<string> mounts) => new(
        Value(status, "CapBnd:") is { } set
            && ulong.TryParse(set, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits) ? bits : null,
        Value(status, "NoNewPrivs:") is { } privileges ? privileges == "1" : null,
        Value(status, "Seccomp:") is { } mode ? mode == "2" : null,
        IsReadOnly(mounts));

    private static string? Value(IReadOnlyList<string> lines, string name)
    {
        foreach (var line in lines)
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return line[name.Length..].Trim();
            }
        }

        return null;
    }

    /// <summary>Examines the mount of /usr: the last one on the longest mount point.</summary>
    private static bool? IsReadOnly(IReadOnlyList<string> mounts)
    {
        var (length, found) = (0, (bool?)null);
        foreach (var line in mounts)
        {
            var fields = line.Split(' ');
            if (fields.Length > 5 && fields[4] is "/" or "/usr" && fields[4].Length >= length)
            {
                (length, found) = (fields[4].Length, fields[5].Split(',').Contains("ro"));
            }
        }

        return found;
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
