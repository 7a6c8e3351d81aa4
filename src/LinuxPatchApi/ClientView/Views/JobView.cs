using System.Text.Json;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.ClientView.Views;

/// <summary>Jobs: the list, one that is under way in a line, and one that has ended. Pure.</summary>
internal static class JobView
{
    private const int BarWidth = 16;

    public static bool HasEnded(JsonElement job) => job.Text("status") is "completed" or "failed" or "cancelled";

    public static bool IsDone(JsonElement job) => job.Text("status") == "completed";

    /// <summary>The history as a table, newest first.</summary>
    public static IReadOnlyList<string> List(JsonElement data)
    {
        var rows = new List<string[]>();
        foreach (var job in data.Items("jobs"))
        {
            rows.Add([job.Text("job_id") ?? "?", job.Text("created_at")?.Split('.')[0].Replace('T', ' ') ?? "?",
                job.Text("operation") ?? "?", job.Text("status") ?? "?",
                Plain.Cut(job.Text("message") ?? "", ClientLimits.DefaultWidth)]);
        }
        var total = data.Number("total") ?? rows.Count;
        return
        [
            .. TextTable.Lines(rows),
            rows.Count == 0 ? "no jobs"
                : total > rows.Count ? $"the newest {rows.Count} of {total} jobs"
                : Plain.Count(total, "job", "jobs"),
        ];
    }

    /// <summary>
    /// A bar, the percentage, phase, speed and package of a job, in at most so many columns. What is least needed is cut first: the name
    /// of the package.
    /// </summary>
    public static string Progress(JsonElement job, int width)
    {
        var percent = (int)Math.Clamp(job.Number("progress") ?? 0, 0, 100);
        var status = job.Text("status") ?? "?";
        var phase = status == "running" ? job.Text("phase") ?? status : status;
        var speed = job.Number("speed_bytes_per_second") is { } bytes and > 0 ? $"  {Plain.Bytes(bytes)}/s" : "";
        var bar = new string('#', percent * BarWidth / 100).PadRight(BarWidth, '.');
        var line = $"[{bar}] {percent,3}%  {phase}{speed}";
        var name = job.Text("current_package") ?? "";
        var package = name.Length == 0 ? "" : "  " + Plain.Cut(name, width - line.Length - 2);
        return Plain.Cut((line + package).TrimEnd(), width);
    }

    /// <summary>What is worth a new line where lines cannot be overwritten: the percentage counts in tens.</summary>
    public static string Stage(JsonElement job) =>
        $"{job.Text("status")}/{job.Text("phase")}/{job.Text("current_package")}/{(job.Number("progress") ?? 0) / 10}";

    /// <summary>What a job did, once it has ended.</summary>
    public static IReadOnlyList<string> Ended(JsonElement job)
    {
        var rows = new List<string[]>();
        foreach (var change in job.Items("changes"))
        {
            rows.Add([change.Text("name") ?? "?", change.Text("action") ?? "?", change.Text("from_version") ?? "-", "->",
                change.Text("to_version") ?? "-", change.Text("outcome") ?? "?", change.Text("reason") ?? ""]);
        }
        List<string> lines = [.. TextTable.Lines(rows)];
        foreach (var unit in job.Items("restarted"))
        {
            lines.Add($"restart of {unit.Text("unit")}: {unit.Text("outcome")}{(unit.Text("reason") is { } why ? $", {why}" : "")}");
        }
        foreach (var warning in job.Texts("warnings"))
        {
            lines.Add($"warning: {warning}");
        }
        lines.Add(Summary(job));
        return lines;
    }

    /// <summary>The packages with which a job failed, each with the reason.</summary>
    public static IReadOnlyList<string> Undone(JsonElement job)
    {
        var undone = new List<string>();
        foreach (var change in job.Items("changes"))
        {
            if (change.Text("outcome") is "failed" or "skipped" && change.Text("reason") is { } reason)
            {
                undone.Add($"{change.Text("name") ?? "?"}: {reason}");
            }
        }
        return undone;
    }

    public static string Summary(JsonElement job)
    {
        var status = job.Text("status") ?? "?";
        var error = job.Text("error_code") is { } code ? $"{code}: {job.Text("error") ?? job.Text("message")}" : job.Text("message");
        return string.IsNullOrEmpty(error) ? status : $"{status}: {error}";
    }
}
