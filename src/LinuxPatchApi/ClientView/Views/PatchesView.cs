using System.Text.Json;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.ClientView.Views;

/// <summary>Pending updates as a table. Pure.</summary>
internal static class PatchesView
{
    /// <summary>CVE ids in a row. Origin: 80 columns.</summary>
    private const int MostIds = 2;

    /// <param name="isRefreshed">True when the operator asked for fresh lists: then that is no advice any more.</param>
    public static IReadOnlyList<string> Lines(JsonElement data, bool isRefreshed = false)
    {
        var (rows, waysOut) = (new List<string[]>(), new List<string>());
        var blocks = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var patch in data.Items("patches"))
        {
            rows.Add(
            [
                patch.Text("name") ?? "?", patch.Text("current_version") is { Length: > 0 } present ? present : "-", "->",
                patch.Text("available_version") ?? "?",
                patch.Flag("security") ? "security" : patch.Text("kind") ?? "-", patch.Text("severity") ?? "-", Note(patch),
            ]);
            if (patch.Object("blocked_by") is not { } blocked)
            {
                continue;
            }
            if (blocked.Text("remedy") is { } remedy)
            {
                waysOut.Add($"{patch.Text("name")} is {blocked.Text("detail")}: {remedy}");
            }
            else if (blocked.Text("detail") is { } detail)
            {
                // Many may wait for one thing: it is said once.
                var why = $"[{blocked.Text("kind")}] {detail}";
                if (!blocks.TryGetValue(why, out var names))
                {
                    blocks[why] = names = [];
                }
                names.Add(patch.Text("name") ?? "?");
            }
        }
        waysOut.AddRange(blocks.Select(block => $"{string.Join(", ", block.Value)} {block.Key}"));
        return
        [
            .. TextTable.Lines(rows), .. waysOut, .. data.Texts("warnings").Select(w => $"warning: {w}"),
            Summary(data) + Age(data, isRefreshed),
        ];
    }

    /// <summary>Counts in one clause.</summary>
    public static string Summary(JsonElement data)
    {
        var total = data.Number("total") ?? 0;
        return total == 0 ? "no patches"
            : $"{Plain.Count(total, "patch", "patches")}, {data.Number("security_updates") ?? 0} of them security"
            + (data.Flag("requires_reboot") ? ", a reboot is needed afterwards" : "");
    }

    private static string Age(JsonElement data, bool isRefreshed) => data.Text("metadata_refreshed_at") is { } at
        ? $"; lists of {at}{(!data.Flag("stale") ? "" : isRefreshed ? ", stale" : ", stale: --refresh brings newer ones")}"
        : "; age of the lists unknown";

    private static string Note(JsonElement patch)
    {
        var ids = patch.Texts("cve_ids");
        var shown = string.Join(",", ids.Take(MostIds)) + (ids.Count > MostIds ? $" +{ids.Count - MostIds}" : "");
        var blocked = patch.Object("blocked_by")?.Text("kind") ?? (patch.Flag("held") ? "held" : null);
        return blocked is null ? shown : shown.Length == 0 ? $"[{blocked}]" : $"[{blocked}] {shown}";
    }
}
