using System.Text;
using LinuxPatchApi.Configuration.Findings;
using SharpYaml;
using SharpYaml.Events;

namespace LinuxPatchApi.Configuration.Yaml;

/// <summary>
/// Reads one YAML document into <see cref="RawNode"/>s with SharpYaml's event parser. Refuses anchors, aliases, tags, several documents
/// and repeated keys, because each lets a file mean something other than what it shows.
/// </summary>
internal sealed class YamlDocumentReader
{
    private readonly string _file;
    private readonly List<Finding> _findings;
    private readonly IParser _parser;

    private YamlDocumentReader(string file, string text, List<Finding> findings)
    {
        _file = file;
        _findings = findings;
        _parser = new Parser<LookAheadBuffer>(YamlBuffer.Over(text));
    }

    /// <summary>
    /// Returns the root section of <paramref name="content"/>; an empty document is an empty section. Null when the file cannot be used at
    /// all (too large, not UTF-8, not YAML, no section at the top); the findings then contain the reason. Repeated keys add a finding and
    /// still return a result.
    /// </summary>
    /// <param name="listHint">What to write instead of a bare list; null without such a hint.</param>
    public static RawMapping? Read(string file, ReadOnlySpan<byte> content, List<Finding> findings, string? listHint = null)
    {
        if (content.Length > YamlLimits.MaxFileBytes)
        {
            findings.Add(Finding.Error(FindingReason.FileTooLarge, FilePosition.WholeFile(file), "",
                $"the file has {content.Length} bytes, at most {YamlLimits.MaxFileBytes} are read"));
            return null;
        }
        if (Decode(file, content, findings) is not { } text)
        {
            return null;
        }
        if (YamlRefusals.Find(file, text) is { } refused)
        {
            findings.Add(refused);
            return null;
        }
        var reader = new YamlDocumentReader(file, text, findings);
        try
        {
            return reader.ReadDocument(listHint);
        }
        catch (YamlException error)
        {
            // From the beginning of what it could not read to the place of the mistake itself.
            findings.Add(YamlMistakes.Find(file, text, Math.Max(error.Start.Line, error.End.Line) + 1)
                ?? Finding.Error(FindingReason.Syntax, Position(file, error.Start), "",
                $"not valid YAML: {Reason(error.Message)}"));
            return null;
        }
        catch (RefusedYamlException refusal)
        {
            findings.Add(refusal.Finding);
            return null;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            // None was seen in three million random texts; a bug of the library must still not end a reload.
            var at = reader._parser.Current is { } current ? reader.PositionOf(current) : FilePosition.WholeFile(file);
            findings.Add(YamlMistakes.Find(file, text) ?? Finding.Error(FindingReason.Syntax, at, "", "not valid YAML from here on"));
            return null;
        }
    }

    private static string? Decode(string file, ReadOnlySpan<byte> content, List<Finding> findings)
    {
        var body = content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body);
            if (YamlCharacters.Find(file, text) is { } unseen)
            {
                findings.Add(unseen);
                return null;
            }

            return text;
        }
        catch (DecoderFallbackException error)
        {
            var line = 1 + body[..Math.Clamp(error.Index, 0, body.Length)].Count((byte)'\n');
            findings.Add(Finding.Error(FindingReason.NotUtf8, new FilePosition(file, line, 1), "", "not valid UTF-8",
                "save the file as UTF-8"));
            return null;
        }
    }

    private RawMapping? ReadDocument(string? listHint)
    {
        Next<StreamStart>();
        if (_parser.MoveNext() && _parser.Current is StreamEnd)
        {
            return new RawMapping(FilePosition.WholeFile(_file), []);
        }
        _parser.MoveNext();
        var root = ReadNode(1);
        Next<DocumentEnd>();
        if (_parser.MoveNext() && _parser.Current is DocumentStart second)
        {
            throw Refuse(second, "a second document begins here", "keep one document in the file");
        }
        switch (root)
        {
            case RawMapping mapping:
                return mapping;
            case RawScalar { IsNull: true }:
                return new RawMapping(root.Position, []);
            default:
                _findings.Add(Finding.Error(FindingReason.WrongType, root.Position, "",
                    $"the file must be a list of sections, found {root.Shape}", root is RawSequence ? listHint : null));
                return null;
        }
    }

    private RawNode ReadNode(int depth)
    {
        var current = _parser.Current ?? throw new InvalidOperationException("The YAML parser ended inside a node.");
        if (depth > YamlLimits.MaxDepth)
        {
            throw new RefusedYamlException(Finding.Error(FindingReason.TooDeep, PositionOf(current), "",
                $"nested deeper than {YamlLimits.MaxDepth} levels"));
        }
        return current switch
        {
            Scalar scalar => new RawScalar(PositionOf(scalar), scalar.Value, scalar.Style is ScalarStyle.Plain),
            SequenceStart => ReadSequence(PositionOf(current), depth),
            MappingStart => ReadMapping(PositionOf(current), depth),
            // For a lone colon at the end the library ends the mapping without a value.
            _ => throw new RefusedYamlException(
                Finding.Error(FindingReason.Syntax, PositionOf(current), "", "not valid YAML: a value is missing")),
        };
    }

    private RawSequence ReadSequence(FilePosition start, int depth)
    {
        var items = new List<RawNode>();
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
        {
            items.Add(ReadNode(depth + 1));
        }
        return new RawSequence(start, items);
    }

    private RawMapping ReadMapping(FilePosition start, int depth)
    {
        var entries = new List<RawEntry>();
        var seen = new Dictionary<string, FilePosition>(StringComparer.Ordinal);
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            if (ReadNode(depth + 1) is not RawScalar key)
            {
                throw Refuse(_parser.Current!, "a key must be a single word", null);
            }
            _parser.MoveNext();
            var value = ReadNode(depth + 1);
            if (seen.TryGetValue(key.Text, out var first))
            {
                _findings.Add(Finding.Error(FindingReason.DuplicateKey, key.Position, key.Text,
                    $"given twice, first on line {first.Line}", "keep one of them"));
                continue;
            }
            seen.Add(key.Text, key.Position);
            entries.Add(new RawEntry(key.Position, key.Text, value));
        }
        return new RawMapping(start, entries);
    }

    private void Next<TEvent>() where TEvent : ParsingEvent
    {
        if (!_parser.MoveNext() || _parser.Current is not TEvent)
        {
            throw new InvalidOperationException($"The YAML parser gave no {typeof(TEvent).Name}.");
        }
    }

    private RefusedYamlException Refuse(ParsingEvent at, string message, string? hint) =>
        new(Finding.Error(FindingReason.RefusedYaml, PositionOf(at), "", message, hint));

    private FilePosition PositionOf(ParsingEvent at) => Position(_file, at.Start);

    private static FilePosition Position(string file, Mark mark) => new(file, mark.Line + 1, mark.Column + 1);

    /// <summary>The reason alone, without the library's own position in front, which counts from zero.</summary>
    private static string Reason(string message)
    {
        var line = message.Split('\n', 2)[0].TrimEnd('\r', '.');
        var text = line[(line.IndexOf("): ", StringComparison.Ordinal) is >= 0 and var end ? end + 3 : 0)..];
        return text is [var first, .. var rest] ? char.ToLowerInvariant(first) + rest : text;
    }
}
