using System.Collections;
using System.Globalization;
using System.Text;
using LinuxPatchApi.Configuration;
using LinuxPatchApi.Configuration.Findings;
using LinuxPatchApi.Configuration.Keys;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Configuration;

/// <summary>Every key of the reference changes a setting, which something outside the configuration itself reads.</summary>
public sealed class KeysAreReadTests
{
    private static readonly IReadOnlyDictionary<string, string> Defaults = Properties("");

    private static readonly string[] Skipped = ["/obj/", "/bin/", "/Configuration/Validation/", "/Configuration/Keys/"];

    /// <summary>All sources but those that make the settings.</summary>
    private static readonly Lazy<string> Readers = new(() => string.Concat(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/LinuxPatchApi"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Skipped.Any(folder => path.Contains(folder, StringComparison.Ordinal)))
            .Select(File.ReadAllText)));

    public static TheoryData<string> Live =>
        [.. ConfigurationDefaults.All.Where(key => !key.Legacy).Select(key => key.Path)];

    [Theory]
    [MemberData(nameof(Live))]
    public void Case33_Key_changes_a_setting_that_something_reads(string path)
    {
        var key = ConfigurationDefaults.All.Single(candidate => candidate.Path == path);
        // syslog is off or has a server: one key alone changes nothing, or is an error.
        var beside = key.Name.StartsWith("syslog_", StringComparison.Ordinal)
            ? ConfigurationDefaults.All.Single(k => k != key && k.Path.StartsWith("logging.syslog_", StringComparison.Ordinal)) : null;
        var file = $"{key.Section}:\n  {key.Name}: {Other(key)}\n" + (beside is null ? "" : $"  {beside.Name}: {Other(beside)}\n");
        var changed = Properties(file).Where(now => Defaults.GetValueOrDefault(now.Key) != now.Value).Select(now => now.Key).ToList();
        Assert.NotEmpty(changed);
        Assert.Contains(changed, property => Readers.Value.Contains($".{property.Split('.')[1]}", StringComparison.Ordinal));
    }

    [Fact]
    public void Case33_Old_key_is_marked_in_the_reference()
    {
        var rows = ConfigurationReference.Write().Split('\n');
        Assert.All(ConfigurationDefaults.All.Where(key => key.Legacy), key => Assert.Contains(rows, row =>
            row.StartsWith($"| `{key.Name}` ", StringComparison.Ordinal)
                && row.Contains("*Kept for old files.*", StringComparison.Ordinal)));
    }

    /// <summary>A valid value that is not the default.</summary>
    private static string Other(ConfigurationKey key) => key.Kind switch
    {
        _ when key.Path == "enrollment.manager_ca" => "system", // A path, or one of two words.
        ConfigurationKind.Integer => (key.Default == $"{key.Maximum}" ? key.Minimum : key.Maximum).ToString(CultureInfo.InvariantCulture),
        ConfigurationKind.Boolean => key.Default == "true" ? "false" : "true",
        ConfigurationKind.Choice => key.Choices.First(choice => choice != key.Default),
        ConfigurationKind.Path => "/other",
        ConfigurationKind.Addresses or ConfigurationKind.Address => "127.0.0.9",
        ConfigurationKind.Units => "[other.service]",
        ConfigurationKind.Roles => "{admin: [\"subject:CN=other\"]}",
        ConfigurationKind.Url => "https://other.example",
        ConfigurationKind.SyslogServer => "udp://127.0.0.9",
        _ => key.Example ?? "other",
    };

    /// <summary>All settings of a file as Section.Property and text.</summary>
    private static Dictionary<string, string> Properties(string file)
    {
        var read = ConfigurationLoader.Parse("c.yaml", Encoding.UTF8.GetBytes(file));
        Assert.DoesNotContain(read.Findings, finding => finding.Severity == FindingSeverity.Error);
        var settings = read.Settings!;
        return settings.GetType().GetProperties().SelectMany(section => section.PropertyType.GetProperties()
            .Select(property => ($"{section.Name}.{property.Name}", Text(property.GetValue(section.GetValue(settings))))))
            .ToDictionary(StringComparer.Ordinal);
    }

    private static string Text(object? value) =>
        value is IEnumerable list and not string ? string.Join(", ", list.Cast<object>()) : value?.ToString() ?? "";
}
