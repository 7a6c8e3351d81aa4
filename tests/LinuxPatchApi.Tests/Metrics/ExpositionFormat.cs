using System.Globalization;
using System.Text.RegularExpressions;

namespace LinuxPatchApi.Tests.Metrics;

/// <summary>
/// A strict parser of the Prometheus text exposition format, version 0.0.4: checks each line against the grammar, each family for
/// completeness and uniqueness, and names against promtool's lint rules.
/// </summary>
internal static partial class ExpositionFormat
{
    /// <summary>Returns the samples by name and labels. Throws at the first invalid line.</summary>
    public static IReadOnlyDictionary<string, double> Read(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
        var samples = new Dictionary<string, double>();
        var families = new HashSet<string>();
        (string Name, string Type)? family = null;
        string? help = null;
        foreach (var line in text[..^1].Split('\n'))
        {
            if (Help().Match(line) is { Success: true } helped)
            {
                Assert.True(families.Add(helped.Groups["name"].Value), $"a family twice: {line}");
                (help, family) = (helped.Groups["name"].Value, null);
            }
            else if (Type().Match(line) is { Success: true } typed)
            {
                Assert.Equal(help, typed.Groups["name"].Value);
                family = (help!, typed.Groups["type"].Value);
                Assert.Equal(family.Value.Type == "counter", help!.EndsWith("_total", StringComparison.Ordinal));
            }
            else
            {
                var sample = Sample().Match(line);
                Assert.True(sample.Success, $"no line of the grammar: {line}");
                var name = sample.Groups["name"].Value;
                Assert.True(
                    family?.Type == "histogram"
                        ? name == family.Value.Name + "_bucket" || name == family.Value.Name + "_sum" || name == family.Value.Name
                            + "_count"
                        : name == family?.Name,
                    line);
                var value = double.Parse(sample.Groups["value"].Value, NumberStyles.Float, CultureInfo.InvariantCulture);
                Assert.True(family!.Value.Type != "counter" || value >= 0, line);
                Assert.True(samples.TryAdd(sample.Groups["name"].Value + sample.Groups["labels"].Value, value), $"a sample twice: {line}");
            }
        }
        return samples;
    }

    [GeneratedRegex("""^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\\n]|\\\\|\\n)+$""")]
    private static partial Regex Help();

    [GeneratedRegex("""^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)$""")]
    private static partial Regex Type();

    private const string Label = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\\\\\|\\\\\"|\\\\n)*\"";

    [GeneratedRegex(
        "^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\\{" + Label + "(?:," + Label + ")*\\})? (?<value>-?[0-9]+(?:\\.[0-9]+)?)$")]
    private static partial Regex Sample();
}
