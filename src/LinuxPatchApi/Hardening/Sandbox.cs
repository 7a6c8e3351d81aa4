using System.Globalization;

namespace LinuxPatchApi.Hardening;

/// <summary>What is really in force around this process, as the kernel tells it; null where it does not tell.</summary>
/// <param name="Capabilities">The bounding set's bits: what the process could ever have.</param>
/// <param name="NoNewPrivileges">No program could give it more.</param>
/// <param name="Filters">Whether a seccomp filter is in force.</param>
/// <param name="ReadOnly">Whether /usr is read-only to it.</param>
internal sealed record Sandbox(ulong? Capabilities, bool? NoNewPrivileges, bool? Filters, bool? ReadOnly)
{
    /// <summary>Reads it anew; cheap.</summary>
    public static Sandbox Read(string process = "/proc/self") => Of(Lines(process + "/status"), Lines(process + "/mountinfo"));

    /// <summary>From the lines of proc_pid_status(5) and proc_pid_mountinfo(5). Pure.</summary>
    public static Sandbox Of(IReadOnlyList<string> status, IReadOnlyList<string> mounts) => new(
        Value(status, "CapBnd:") is { } set && ulong.TryParse(set, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits) ? bits : null,
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

    /// <summary>The mount that /usr lies on: the last of the longest mount point.</summary>
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
