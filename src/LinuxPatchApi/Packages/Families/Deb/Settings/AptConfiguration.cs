using System.Text;

namespace LinuxPatchApi.Packages.Families.Deb.Settings;

/// <summary>
/// apt's configuration (apt.conf(5)), of which the agent uses paths and how files are read. Names are case-insensitive. Pure.
/// </summary>
internal sealed class AptConfiguration
{
    /// <summary>Depth of included files. Origin: files are not nested in practice; a loop must end.</summary>
    private const int MostIncludes = 4;

    /// <summary>Origin: apt-pkg/init.cc.</summary>
    private static readonly (string Name, string Value)[] Defaults =
    [
        ("Dir", "/"), ("Dir::State", "var/lib/apt"), ("Dir::State::lists", "lists/"), ("Dir::State::extended_states", "extended_states"),
        ("Dir::Cache", "var/cache/apt"), ("Dir::Cache::archives", "archives/"),
        ("Dir::Etc", "etc/apt"), ("Dir::Etc::sourcelist", "sources.list"),
        ("Dir::Etc::sourceparts", "sources.list.d"), ("Dir::Etc::main", "apt.conf"), ("Dir::Etc::parts", "apt.conf.d"),
        ("Dir::Etc::trusted", "trusted.gpg"), ("Dir::Etc::trustedparts", "trusted.gpg.d"),
        ("Dir::Etc::preferences", "preferences"), ("Dir::Etc::preferencesparts", "preferences.d"), ("Dir::Log", "var/log/apt"),
        ("Dir::Log::Terminal", "term.log"),
    ];

    private readonly Dictionary<string, string> _values =
        Defaults.ToDictionary(d => d.Name, d => d.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns null when it is not set.</summary>
    public string? Value(string name) => _values.GetValueOrDefault(name);

    /// <summary>Parses apt's spellings of a boolean (StringToBool); null for any other text, and without a value.</summary>
    public static bool? Truth(string? value) => value?.Trim().ToLowerInvariant() switch
    {
        "yes" or "true" or "with" or "on" or "enable" or "1" => true,
        "no" or "false" or "without" or "off" or "disable" or "0" => false,
        _ => null,
    };

    /// <summary>
    /// Returns a path below <paramref name="root"/>: a value that is not absolute is relative to its parent's, and all are below
    /// <c>RootDir</c>.
    /// </summary>
    public string Path(string name, string root)
    {
        var path = "";
        for (var at = name; ; at = at[..at.LastIndexOf("::", StringComparison.Ordinal)])
        {
            path = System.IO.Path.Combine(Value(at) ?? "", path);
            if (path.StartsWith('/') || !at.Contains("::", StringComparison.Ordinal))
            {
                break;
            }
        }

        return System.IO.Path.Combine(
            root, (Value("RootDir") ?? "").Trim('/'), System.IO.Path.TrimEndingDirectorySeparator(path).TrimStart('/'));
    }

    /// <summary>Applies one file's text. Syntax errors are skipped: apt itself reports them at every call.</summary>
    /// <param name="include">Returns the text of an included file; null when it cannot be read.</param>
    public void Add(string text, Func<string, string?> include, int depth = 0)
    {
        var scopes = new Stack<string>();
        var words = new List<string>();
        foreach (var token in Tokens(text))
        {
            switch (token)
            {
                case "{":
                    if (words.Count > 1)
                    {
                        // The name of a block may have a value beside it: Dir "/srv" { … }.
                        Statement(scopes, words, include, depth);
                    }

                    scopes.Push(words.Count > 0 ? Name(scopes, words[0]) : Name(scopes, ""));
                    words.Clear();
                    break;
                case "}":
                    scopes.TryPop(out _);
                    words.Clear();
                    break;
                case ";":
                    Statement(scopes, words, include, depth);
                    words.Clear();
                    break;
                default:
                    words.Add(token.Length > 0 && token[0] == '"' ? token[1..] : token);
                    break;
            }
        }
    }

    private void Statement(Stack<string> scopes, List<string> words, Func<string, string?> include, int depth)
    {
        switch (words)
        {
            case ["#clear", .. var names]:
                foreach (var name in names)
                {
                    Clear(Name(scopes, name));
                }

                break;
            case ["#include", var file] when depth < MostIncludes && include(file) is { } more:
                Add(more, include, depth + 1);
                break;
            case [var name, var value] when !name.EndsWith("::", StringComparison.Ordinal):
                _values[Name(scopes, name)] = value;
                break;
        }
    }

    private void Clear(string name)
    {
        var cleared = _values.Keys.Where(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)
            || k.StartsWith(name + "::", StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var key in cleared)
        {
            _values.Remove(key);
        }
    }

    private static string Name(Stack<string> scopes, string name) =>
        scopes.TryPeek(out var scope) && scope.Length > 0 ? $"{scope}::{name}" : name;

    /// <summary>Words (a quoted one begins with the quote), braces and semicolons, without comments.</summary>
    private static IEnumerable<string> Tokens(string text)
    {
        var word = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var starts = word.Length == 0;
            if (c == '"')
            {
                var end = text.IndexOf('"', i + 1);
                end = end < 0 ? text.Length : end;
                yield return "\"" + text[(i + 1)..end];
                i = end;
            }
            else if (starts && (At(text, i, "//") || (c == '#' && !At(text, i, "#clear") && !At(text, i, "#include"))))
            {
                i = text.IndexOf('\n', i) is var end and >= 0 ? end : text.Length;
            }
            else if (starts && At(text, i, "/*"))
            {
                i = text.IndexOf("*/", i + 2, StringComparison.Ordinal) is var end and >= 0 ? end + 1 : text.Length;
            }
            else if (char.IsWhiteSpace(c) || c is '{' or '}' or ';')
            {
                if (!starts)
                {
                    yield return word.ToString();
                    word.Clear();
                }

                if (!char.IsWhiteSpace(c))
                {
                    yield return c.ToString();
                }
            }
            else
            {
                word.Append(c);
            }
        }
    }

    private static bool At(string text, int at, string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;
}
