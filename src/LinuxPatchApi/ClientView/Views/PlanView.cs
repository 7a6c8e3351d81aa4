using System.Text.Json;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.ClientView.Views;

/// <summary>A plan as a table. Pure.</summary>
internal static class PlanView
{
    private const string Skipped = "skipped";

    private static readonly string[] Kinds = ["install", "upgrade", "downgrade", "reinstall", "remove", Skipped];

    public static IReadOnlyList<string> Lines(JsonElement data)
    {
        var rows = new List<string[]>();
        foreach (var member in Kinds)
        {
            foreach (var item in data.Items(member))
            {
                rows.Add([member == Skipped ? "leave out" : member, item.Text("name") ?? "?",
                    item.Text("from_version") ?? "-", "->", item.Text("to_version") ?? "-", item.Text("reason") ?? ""]);
            }
        }
        List<string> lines = [.. TextTable.Lines(rows)];
        foreach (var warning in data.Texts("warnings"))
        {
            lines.Add($"warning: {warning}");
        }
        lines.Add(Summary(data));
        if (data.Text("digest") is { } digest)
        {
            lines.Add($"digest {digest}");
        }
        return lines;
    }

    /// <summary>Changes, without what is left out.</summary>
    public static int Count(JsonElement data)
    {
        var count = 0;
        foreach (var member in Kinds)
        {
            count += member == Skipped ? 0 : data.Items(member).Count;
        }
        return count;
    }

    /// <summary>
    /// What is wanted and stays undone, with the reason: it is unknown here, or its update is left out. What is at its newest version has a
    /// version of now and none to go to.
    /// </summary>
    public static IReadOnlyList<string> Undone(JsonElement data)
    {
        var undone = new List<string>();
        foreach (var item in data.Items(Skipped))
        {
            if (item.Text("from_version") is null || item.Text("to_version") is not null)
            {
                undone.Add($"{item.Text("name") ?? "?"}: {item.Text("reason") ?? "left out"}");
            }
        }
        return undone;
    }

    public static string Summary(JsonElement data)
    {
        var left = data.Items(Skipped).Count;
        var skipped = left == 0 ? "" : $", {left} left out";
        if (Count(data) == 0)
        {
            return $"nothing to change{skipped}";
        }
        var removed = data.Items("remove").Count;
        return Plain.Count(Count(data), "change", "changes")
            + (removed == 0 ? "" : $", {removed} of them REMOVED")
            + skipped
            + (data.Number("download_bytes") is { } bytes ? $", {Plain.Bytes(bytes)} to download" : "")
            + (data.Flag("requires_reboot") ? ", a reboot is needed afterwards" : "");
    }
}
