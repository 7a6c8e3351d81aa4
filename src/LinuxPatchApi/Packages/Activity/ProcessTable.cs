using System.Globalization;
using LinuxPatchApi.Files;
using LinuxPatchApi.Jobs.States;

namespace LinuxPatchApi.Packages.Activity;

/// <summary>Names and start times of processes, from /proc/PID/stat (proc(5)).</summary>
internal sealed class ProcessTable
{
    /// <summary>USER_HZ, which is 100 in every interface of the kernel.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Index of starttime, counted from the field after the name.</summary>
    private const int StartField = 19;

    private readonly string _root;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly long? _ownStart;

    /// <param name="root"><c>/proc</c>.</param>
    public ProcessTable(string root, TimeProvider time)
    {
        (_root, _time, _started) = (root, time, time.GetTimestamp());
        // /proc/uptime counts from the boot of a container, starttime from that of its host: times are relative to the agent's own start.
        _ownStart = Read("self")?.Start;
    }

    /// <summary>Returns null when there is no such process, or it cannot be read.</summary>
    public (string Command, DateTimeOffset? Since)? Find(int pid)
    {
        if (Read(pid.ToString(CultureInfo.InvariantCulture)) is not { } process)
        {
            return null;
        }

        var age = _time.GetElapsedTime(_started) + TimeSpan.FromSeconds(((_ownStart ?? 0) - process.Start) / TicksPerSecond);
        return (process.Command, _ownStart is null ? null : _time.GetUtcNow() - age);
    }

    /// <summary>Returns the running processes of these names; null when the processes cannot be listed.</summary>
    public IReadOnlyList<RunningProcess>? Running(IReadOnlyList<string> commands)
    {
        try
        {
            var found = new List<RunningProcess>();
            foreach (var directory in Directory.EnumerateDirectories(_root))
            {
                if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                    && Find(pid) is var (command, since) && commands.Contains(command, StringComparer.Ordinal))
                {
                    found.Add(new RunningProcess(pid, command, since));
                }
            }

            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Parses a stat line. The name is in parentheses and may itself contain any character, parentheses too. Pure.</summary>
    public static (string Command, long Start)? Parse(string stat)
    {
        var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
        if (open < 0 || close < open)
        {
            return null;
        }

        var fields = stat[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > StartField
            && long.TryParse(fields[StartField], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? (JobLog.Clean(stat[(open + 1)..close]), start)
            : null;
    }

    private (string Command, long Start)? Read(string process)
    {
        try
        {
            return Parse(RegularFile.ReadAllText(Path.Combine(_root, process, "stat")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
