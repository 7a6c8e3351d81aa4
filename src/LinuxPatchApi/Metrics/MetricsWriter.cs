using System.Globalization;
using System.Text;

namespace LinuxPatchApi.Metrics;

/// <summary>Writes the Prometheus text exposition format, version 0.0.4. Pure.</summary>
internal sealed class MetricsWriter
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Prefix of every family's name.</summary>
    private const string Prefix = "linux_patch_api_";

    private readonly StringBuilder _text = new();
    private string _family = "";

    /// <summary>Begins a family of counters; the name ends in <c>_total</c>.</summary>
    public MetricsWriter Counter(string name, string help) => Family(name, "counter", help);

    /// <summary>Begins a family of gauges.</summary>
    public MetricsWriter Gauge(string name, string help) => Family(name, "gauge", help);

    /// <summary>Begins a family that every client library of Prometheus writes under this name, without our prefix.</summary>
    /// <param name="type">counter or gauge.</param>
    public MetricsWriter Common(string name, string type, string help) => Family(name, type, help, prefix: "");

    /// <summary>Writes a family with one histogram.</summary>
    /// <param name="bounds">Upper bounds of the buckets, ascending; the last bucket, without one, is not among them.</param>
    /// <param name="counts">How many values each bucket holds, not cumulated; one more than there are bounds.</param>
    public MetricsWriter Histogram(string name, string help, ReadOnlySpan<int> bounds, ReadOnlySpan<long> counts, double sum)
    {
        Family(name, "histogram", help);
        var family = _family;
        var total = 0L;
        _family = family + "_bucket";
        for (var i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            Sample("le", i < bounds.Length ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf", total);
        }

        _family = family + "_sum";
        Sample(sum);
        _family = family + "_count";
        Sample(total);
        _family = family;
        return this;
    }

    /// <summary>Writes the only sample of a family.</summary>
    public MetricsWriter Sample(long value) => Append(_family).Append(' ', value);

    /// <summary>Writes the only sample of a family, with decimals.</summary>
    public MetricsWriter Sample(double value) =>
        Append(_family).Append(" ").Append(value.ToString("0.###", CultureInfo.InvariantCulture)).Append("\n");

    /// <summary>Writes a sample with a label.</summary>
    public MetricsWriter Sample(string label, string of, long value) => Sample([(label, of)], value);

    /// <summary>Writes a sample with labels.</summary>
    public MetricsWriter Sample(ReadOnlySpan<(string Name, string Value)> labels, long value)
    {
        Append(_family);
        for (var i = 0; i < labels.Length; i++)
        {
            Append(i == 0 ? "{" : ",").Append(labels[i].Name).Append("=\"").Append(Escape(labels[i].Value)).Append("\"");
        }

        return Append("} ", value);
    }

    /// <summary>Converts an enum member's name to a label value: <c>NoCertificate</c> becomes <c>no_certificate</c>.</summary>
    public static string LabelValue(string name)
    {
        var value = new StringBuilder();
        foreach (var c in name)
        {
            value.Append(char.IsAsciiLetterUpper(c) && value.Length > 0 ? "_" : "").Append(char.ToLowerInvariant(c));
        }

        return value.ToString();
    }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    private MetricsWriter Family(string name, string type, string help, string prefix = Prefix)
    {
        _family = prefix + name;
        return Append("# HELP ").Append(_family).Append(" ").Append(help).Append("\n# TYPE ").Append(_family).Append(" ").Append(type)
            .Append("\n");
    }

    private MetricsWriter Append(string text)
    {
        _text.Append(text);
        return this;
    }

    private MetricsWriter Append(string text, long value) => Append(text).Append(value.ToString(CultureInfo.InvariantCulture)).Append("\n");

    private MetricsWriter Append(char between, long value) => Append(between.ToString(), value);
}
