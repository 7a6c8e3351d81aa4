using System.Text;

namespace LinuxPatchApi.SystemTests.Jobs;

/// <summary>What has happened in a campaign, and how often.</summary>
internal sealed class CampaignCounts
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public void Add(string what, string value) => _counts[$"{what} {value}"] = Of(what, value) + 1;

    public int Of(string what, string value) => _counts.GetValueOrDefault($"{what} {value}");

    /// <summary>The head, and below it a line for each count.</summary>
    public string Report(string head)
    {
        var report = new StringBuilder(head).Append('\n');
        foreach (var (what, count) in _counts)
        {
            report.Append($"  {what}: {count}\n");
        }

        return report.ToString();
    }
}
