using System.Text;
using System.Text.Json;
using LinuxPatchApi.Audit;

namespace LinuxPatchApi.Tests.Audit;

public sealed class AuditChangeTests
{
    [Theory]
    [InlineData(AuditLimits.Changes, AuditLimits.Changes, 0)]
    [InlineData(AuditLimits.Changes + 1, AuditLimits.Changes, 1)]
    public void Case24_Number_of_changes_of_a_line_is_bounded_with_a_count_of_the_rest(int changes, int written, int more)
    {
        var entry = Written(Enumerable.Range(0, changes).Select(i => new AuditChange("package", $"p{i}", "upgrade", "1", "2", "applied")));
        Assert.Equal((written, more), (entry.GetProperty("changes").GetArrayLength(), entry.GetProperty("changes_more").GetInt32()));
        Assert.Equal(("p0", "1", "2", "applied"), (Text(entry, "name"), Text(entry, "from"), Text(entry, "to"), Text(entry, "outcome")));
    }

    [Fact]
    public void Case24_Bytes_of_the_changes_of_a_line_are_bounded()
    {
        var hostile = new string('\u0001', 5000);
        var change = new AuditChange("package", hostile, "upgrade", hostile, hostile, hostile);
        var entry = Written(Enumerable.Repeat(change, AuditLimits.Changes));
        var written = entry.GetProperty("changes").GetArrayLength();
        Assert.Equal(AuditLimits.Changes - written, entry.GetProperty("changes_more").GetInt32());
        Assert.InRange(Encoding.UTF8.GetByteCount(entry.GetRawText()), AuditLimits.ChangesBytes, AuditLimits.LongestLine / 4);
    }

    private static string? Text(JsonElement entry, string name) => entry.GetProperty("changes")[0].GetProperty(name).GetString();

    private static JsonElement Written(IEnumerable<AuditChange> changes)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            AuditChange.WriteAll(writer, [.. changes]);
            writer.WriteEndObject();
        }

        return JsonDocument.Parse(json.ToArray()).RootElement;
    }
}
