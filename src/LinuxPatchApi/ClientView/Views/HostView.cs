using System.Globalization;
using System.Text.Json;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.ClientView.Views;

/// <summary>A host: its status, its checks, and what runs old code. Pure.</summary>
internal static class HostView
{
    private const int NameWidth = 13;
    private const int RebootRow = 3;
    private const string NotTested = "not_tested";

    /// <param name="info">Of <c>GET /api/v1/system/info</c>.</param>
    /// <param name="patches">Of <c>GET /api/v1/patches</c>, its counts; null when they could not be read.</param>
    public static IReadOnlyList<string> Status(JsonElement health, JsonElement info, JsonElement? patches)
    {
        List<string> lines =
        [
            Row("status", $"{health.Text("status")}, version {health.Text("version")}"),
            Row("host", $"{info.Text("hostname")}, {info.Text("os")} {info.Text("os_version")}, "
                + $"kernel {info.Text("kernel")}, up {Duration(info)}"),
            Row("patches", patches is { } list ? PatchesView.Summary(list) : "unknown"),
            Row("reboot", Reboot(info, info.Flag("pending_reboot"), "pending_reboot_reasons")),
            Row("last check", info.Text("last_update_check") ?? "unknown"),
            Row("last apply", info.Text("last_update_apply") ?? "none known"),
        ];
        if (health.Object("scheduled_shutdown") is { } ahead)
        {
            lines.Insert(RebootRow + 1, Row("scheduled", Scheduled(ahead) + (ahead.Text("job_id") is { } job
                ? $", by job {job}: 'client reboot --cancel' takes it back"
                : ", not by a job of this agent: 'shutdown -c' on the host takes it back")));
        }
        if (info.IsFalse("package_db_clean"))
        {
            lines.Add(Row("packages", "one is installed in part: 'client repair' shows what would complete it"));
        }
        foreach (var reason in health.Texts("degraded_reasons"))
        {
            lines.Add(Row("degraded", reason));
        }
        return lines;
    }

    /// <summary>The same in one line.</summary>
    public static string StatusLine(JsonElement health, JsonElement info, JsonElement? patches) =>
        $"{health.Text("status")}, {(patches is { } list ? PatchesView.Summary(list) : "patches unknown")}"
        + (info.Flag("pending_reboot") ? ", reboot needed now" : "")
        + (health.Object("scheduled_shutdown") is { } ahead ? $", {Scheduled(ahead)}" : "")
        + (health.Texts("degraded_reasons") is [var first, ..] ? $"; {first}" : "");

    public static IReadOnlyList<string> Restarts(JsonElement data)
    {
        var rows = new List<string[]>();
        foreach (var unit in data.Items("units"))
        {
            rows.Add([unit.Text("unit") ?? unit.Text("session") ?? "-",
                unit.Flag("restartable") ? "restartable" : unit.Text("reason") ?? unit.Text("kind") ?? "-",
                Plain.Count(unit.Number("process_count") ?? 0, "process", "processes"),
                Plain.Cut(string.Join(",", unit.Texts("packages")), ClientLimits.DefaultWidth / 2)]);
        }
        List<string> lines = [.. TextTable.Lines(rows)];
        if (data.Text("limitation") is { } limitation)
        {
            lines.Add($"limited: {limitation}");
        }
        lines.Add(RestartsSummary(data));
        return lines;
    }

    public static string RestartsSummary(JsonElement data) =>
        $"{Plain.Count(data.Items("units").Count, "unit runs", "units run")} replaced files; "
        + $"reboot {Reboot(data, data.Flag("reboot_required"), "reboot_reasons")}";

    public static IReadOnlyList<string> Doctor(JsonElement data)
    {
        var lines = new List<string>();
        foreach (var check in data.Items("checks"))
        {
            lines.Add($"{check.Text("status"),-10} {check.Text("name")}: {check.Text("problem") ?? check.Text("seen")}");
            if (check.Text("remedy") is { } remedy)
            {
                lines.Add($"{"",-10} to do: {remedy}");
            }
        }
        lines.Add(DoctorSummary(data));
        return lines;
    }

    public static string DoctorSummary(JsonElement data)
    {
        var (failed, warnings, untested, all) = (0, 0, 0, data.Items("checks"));
        foreach (var check in all)
        {
            failed += check.Text("status") is "failed" ? 1 : 0;
            warnings += check.Text("status") is "warning" ? 1 : 0;
            untested += check.Text("status") is NotTested ? 1 : 0;
        }
        return $"{Plain.Count(all.Count, "check", "checks")}, {failed} failed, {Plain.Count(warnings, "warning", "warnings")}"
            + (untested == 0 ? "" : $", {untested} not tested");
    }

    public static bool HasFailedCheck(JsonElement data)
    {
        foreach (var check in data.Items("checks"))
        {
            if (check.Text("status") is not ("ok" or "warning" or NotTested))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>A container has its host's kernel: what a reboot does there, and does not, is said beside it.</summary>
    private static string Reboot(JsonElement data, bool isNeeded, string member)
    {
        var reasons = string.Join("; ", data.Texts(member));
        return (!isNeeded ? "not needed" : reasons.Length == 0 ? "needed" : $"needed: {reasons}")
            + (data.Text("container") is { } kind
                ? $" ({kind} container: a reboot restarts only the container; a new kernel takes a reboot of its host)" : "");
    }

    private static string Scheduled(JsonElement ahead) => $"{ahead.Text("type")} at {ahead.Text("at")}";

    private static string Row(string name, string text) => name.PadRight(NameWidth) + text;

    private static string Duration(JsonElement info)
    {
        var up = TimeSpan.FromSeconds(info.Number("uptime_seconds") ?? 0);
        return up.TotalDays >= 1 ? Plain.Count((int)up.TotalDays, "day", "days") : up.TotalHours >= 1 ? $"{(int)up.TotalHours} h"
            : string.Create(CultureInfo.InvariantCulture, $"{(int)up.TotalMinutes} min");
    }
}
