using System.Globalization;
using System.Text;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.SelfUpdate;

/// <summary>
/// The format of the files of a self-update: lines of <c>key=value</c>, then <c>end</c>. The guard of one version reads what the agent of
/// another one has written, so a line with an unknown key is accepted, and a key never changes its meaning. Pure.
/// </summary>
internal static class SelfUpdateText
{
    private const string End = "end";

    private static readonly Spelling<SelfUpdateDecision> Decisions = new(
        (SelfUpdateDecision.Confirmed, "confirmed"),
        (SelfUpdateDecision.Abandoned, "abandoned"),
        (SelfUpdateDecision.Restore, "restore"));

    private static readonly Spelling<SelfUpdateOutcome> Outcomes = new(
        (SelfUpdateOutcome.Confirmed, "confirmed"),
        (SelfUpdateOutcome.Abandoned, "abandoned"),
        (SelfUpdateOutcome.Restored, "restored"),
        (SelfUpdateOutcome.RestoreFailed, "restore_failed"));

    public static string NameOf(SelfUpdateOutcome outcome) => Outcomes.Of(outcome);

    public static string NameOf(SelfUpdateDecision decision) => Decisions.Of(decision);

    public static byte[] Write(SelfUpdateRecord record) => Lines(
        ("job", record.Job.ToString()),
        ("from", record.From),
        ("to", record.To),
        ("image", record.Image),
        ("package", record.Package),
        ("offered", record.Offered),
        ("deadline", ((long)record.Deadline.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
        ("started", Time(record.StartedAt)));

    public static byte[] Write(SelfUpdateVerdict verdict) => Lines(
        ("decision", Decisions.Of(verdict.Decision)), ("reason", verdict.Reason), ("code", JobSpelling.ErrorCodes.Of(verdict.Code)));

    public static byte[] Write(SelfUpdateEnding ending) => Lines(
        ("outcome", NameOf(ending.Outcome)), ("reason", ending.Reason), ("installed", ending.Installed), ("at", Time(ending.At)));

    /// <summary>Null when the text is not a whole record.</summary>
    public static SelfUpdateRecord? Record(ReadOnlySpan<byte> text) =>
        Parse(text) is { } lines && Guid.TryParseExact(lines.GetValueOrDefault("job"), "D", out var job)
            && lines.GetValueOrDefault("from") is { Length: > 0 } from && lines.GetValueOrDefault("to") is { Length: > 0 } to
            && lines.GetValueOrDefault("image") is { } image && lines.GetValueOrDefault("package") is { } package
            && IsFileName(package)
            && int.TryParse(lines.GetValueOrDefault("deadline"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && Time(lines.GetValueOrDefault("started")) is { } started
        ? new SelfUpdateRecord(
            job, from, to, image, package, lines.GetValueOrDefault("offered") ?? "", TimeSpan.FromSeconds(seconds), started)
        : null;

    /// <summary>Null when the text is not a whole verdict.</summary>
    public static SelfUpdateVerdict? Verdict(ReadOnlySpan<byte> text) =>
        Parse(text) is { } lines && Decisions.TryParse(lines.GetValueOrDefault("decision"), out var decision)
        ? new SelfUpdateVerdict(
            decision,
            lines.GetValueOrDefault("reason") ?? "",
            JobSpelling.ErrorCodes.TryParse(lines.GetValueOrDefault("code"), out var code) ? code : JobErrorCode.Unknown)
        : null;

    /// <summary>Null when the text is not a whole ending.</summary>
    public static SelfUpdateEnding? Ending(ReadOnlySpan<byte> text) =>
        Parse(text) is { } lines && Outcomes.TryParse(lines.GetValueOrDefault("outcome"), out var outcome)
            && Time(lines.GetValueOrDefault("at")) is { } at
        ? new SelfUpdateEnding(outcome, lines.GetValueOrDefault("reason") ?? "", lines.GetValueOrDefault("installed") ?? "", at)
        : null;

    /// <summary>The guard hands the stored file to the package manager, so it must lie in the folder of the self-update.</summary>
    private static bool IsFileName(string name) => !name.Contains('/') && !name.StartsWith('.');

    private static byte[] Lines(params ReadOnlySpan<(string Key, string Value)> lines)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in lines)
        {
            text.Append(key).Append('=').Append(OneLine(value)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.Append(End).Append('\n').ToString());
    }

    private static string OneLine(string value)
    {
        var cut = value.Length > SelfUpdateLimits.ReasonLength ? value[..SelfUpdateLimits.ReasonLength] : value;
        return string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c));
    }

    private static Dictionary<string, string>? Parse(ReadOnlySpan<byte> text)
    {
        var lines = Encoding.UTF8.GetString(text).Split('\n');
        if (lines.Length < 2 || lines[^2] != End || lines[^1].Length > 0)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.AsSpan(0, lines.Length - 2))
        {
            var at = line.IndexOf('=');
            if (at <= 0 || !values.TryAdd(line[..at], line[(at + 1)..]))
            {
                return null;
            }
        }

        return values;
    }

    private static string Time(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Bounded, so that no number leaves the calendar.</summary>
    private static DateTimeOffset? Time(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time < 253_402_300_799_000
        ? DateTimeOffset.FromUnixTimeMilliseconds(time)
        : null;
}
