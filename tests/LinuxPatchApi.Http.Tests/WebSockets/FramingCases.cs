using System.Text;

namespace LinuxPatchApi.Http.Tests.WebSockets;

/// <summary>What a client sends, and what an echoing server answers until it closes.</summary>
/// <param name="Chop">Size of the pieces the bytes are sent in; 0 for one piece.</param>
internal sealed record FramingCase(string Id, byte[] Sent, string[] Expected, int Chop = 0);

/// <summary>
/// Our own vectors, after the groups 1 to 7 and 9 of the Autobahn suite, whose numbers they carry. Where that suite sends binary, text
/// is sent: this server closes binary messages.
/// </summary>
internal static class FramingCases
{
    private const string Bye = "close:1000";
    private const string Broken = "close:1002";
    private const string BadText = "close:1007";
    private static readonly byte[] Kosme = Encoding.UTF8.GetBytes("Hello-µ@ßöäüàá-UTF-8!! κόσμε");

    public static readonly IReadOnlyDictionary<string, FramingCase> All = Cases().ToDictionary(c => c.Id);

    private static IEnumerable<FramingCase> Cases() =>
        [.. Framing(), .. PingPong(), .. Reserved(), .. Opcodes(), .. Fragments(), .. Texts(), .. Closes(), .. Limits()];

    private static IEnumerable<FramingCase> Framing()
    {
        foreach (var (number, length) in new[] { 0, 125, 126, 127, 128, 65535, 65536 }.Index())
        {
            yield return Echo($"1.1.{number + 1}", Encoding.ASCII.GetBytes(new string('*', length)));
        }
        yield return Echo("1.1.8", Encoding.ASCII.GetBytes(new string('*', 65536))) with { Chop = 997 };
        yield return Case("1.2.1", ["close:1003"], Frame.Binary(0), Frame.Close(1003));
        yield return Case("1.2.7", ["close:1003"], Frame.Binary(65536), Frame.Close(1003));
        yield return Case("unmasked", [Broken], Frame.Of(0x1, "Hello"u8.ToArray(), masked: false));
        yield return Case("long form of a short length", ["text:A", Bye], [0x81, 0xfe, 0, 1, 0, 0, 0, 0, 0x41], Frame.Close(1000));
        yield return Case("negative length", [Broken], [0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
    }

    private static IEnumerable<FramingCase> PingPong()
    {
        var full = Convert.ToHexString([.. Enumerable.Range(0, 125).Select(i => (byte)(0xfe - (i % 3)))]);
        yield return Case("2.1", ["pong:", Bye], Frame.Ping(), Frame.Close(1000));
        yield return Case("2.2", ["pong:48656C6C6F", Bye], Frame.Of(0x9, "Hello"u8.ToArray()), Frame.Close(1000));
        yield return Case("2.3", ["pong:FEFDFCFEFD", Bye], Frame.Ping(5), Frame.Close(1000));
        yield return Case("2.4", ["pong:" + full, Bye], Frame.Ping(125), Frame.Close(1000));
        yield return Case("2.5", [Broken], Frame.Ping(126));
        yield return Case("2.6", ["pong:" + full, Bye], Frame.Ping(125), Frame.Close(1000)) with { Chop = 1 };
        yield return Case("2.7", [Bye], Frame.Pong(), Frame.Close(1000));
        yield return Case("2.8", [Bye], Frame.Pong(9), Frame.Close(1000));
        yield return Case("2.9", ["pong:FE", Bye], Frame.Pong(9), Frame.Ping(1), Frame.Close(1000));
        var ten = Enumerable.Range(0, 10).SelectMany(i => Frame.Ping(i)).ToArray();
        string[] pongs = [.. Enumerable.Range(0, 10).Select(i => "pong:" + full[..(2 * i)]), Bye];
        yield return Case("2.10", pongs, ten, Frame.Close(1000));
        yield return Case("2.11", pongs, ten, Frame.Close(1000)) with { Chop = 1 };
    }

    private static IEnumerable<FramingCase> Reserved()
    {
        yield return Case("3.1", [Broken], Frame.Of(0x1, "Hello"u8.ToArray(), reserved: 1));
        yield return Case("3.2", ["text:Hello", Broken], Frame.Text("Hello"), Frame.Of(0x1, [], reserved: 2), Frame.Ping());
        yield return Case("3.4", ["text:Hello", Broken], Frame.Text("Hello"), Frame.Of(0x1, [0x41], reserved: 4)) with { Chop = 1 };
        yield return Case("3.5", [Broken], Frame.Of(0x2, [1], reserved: 5));
        yield return Case("3.6", [Broken], Frame.Of(0x9, [1], reserved: 6));
        yield return Case("3.7", [Broken], Frame.Of(0x8, [], reserved: 7));
    }

    private static IEnumerable<FramingCase> Opcodes()
    {
        foreach (var opcode in new[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 })
        {
            var id = opcode < 8 ? $"4.1.{opcode - 2}" : $"4.2.{opcode - 10}";
            yield return Case(id, ["text:Hello", Broken], Frame.Text("Hello"), Frame.Of(opcode, [0x41]), Frame.Ping());
        }
    }

    private static IEnumerable<FramingCase> Fragments()
    {
        var one = Frame.Text("frag", fin: false);
        var two = Frame.Continuation("ment");
        yield return Case("5.1", [Broken], Frame.Ping(3, fin: false), Frame.Continuation("x"));
        yield return Case("5.2", [Broken], Frame.Pong(3, fin: false), Frame.Continuation("x"));
        yield return Case("5.3", ["text:fragment", Bye], one, two, Frame.Close(1000));
        yield return Case("5.5", ["text:fragment", Bye], one, two, Frame.Close(1000)) with { Chop = 1 };
        yield return Case("5.6", ["pong:FE", "text:fragment", Bye], one, Frame.Ping(1), two, Frame.Close(1000));
        yield return Case("5.8", ["pong:FE", "text:fragment", Bye], one, Frame.Ping(1), two, Frame.Close(1000)) with { Chop = 1 };
        yield return Case("5.9", [Broken], Frame.Continuation("non"), Frame.Text("Hello"));
        yield return Case("5.12", [Broken], Frame.Continuation("non", fin: false), Frame.Text("Hello"));
        yield return Case("5.15", ["text:fragment", Broken], one, two, Frame.Continuation("non", fin: false), Frame.Text("Hello"));
        yield return Case("5.18", [Broken], one, Frame.Text("ment"));
        yield return Case(
            "5.19",
            ["pong:FE", "pong:FEFD", "text:fragment5", Bye],
            one,
            Frame.Continuation("me", fin: false),
            Frame.Ping(1),
            Frame.Continuation("n", fin: false),
            Frame.Ping(2),
            Frame.Continuation("t5"),
            Frame.Close(1000));
        var (begin, end) = (Frame.Text("", fin: false), Frame.Continuation(""));
        yield return Case("empty fragments", ["text:A", Bye], begin, Frame.Continuation("A", fin: false), end, Frame.Close(1000));
        yield return Case("only empty fragments", ["text:", Bye], begin, Frame.Continuation("", fin: false), end, Frame.Close(1000));
        yield return Case("binary fragments", ["close:1003"], Frame.Of(0x2, [1], fin: false), Frame.Continuation([2]), Frame.Close(1003));
        yield return Case("close inside a message", [Bye], one, Frame.Close(1000));
    }

    private static IEnumerable<FramingCase> Texts()
    {
        yield return Case("6.1.1", ["text:", Bye], Frame.Text(""), Frame.Close(1000));
        yield return Echo("6.2.1", Kosme);
        yield return Case("6.2.3", ["text:" + FrameClient.Shown(Kosme), Bye], [.. Pieces(Kosme, 1), .. Frame.Close(1000)]);
        yield return Case("6.3.1", [BadText], Frame.TextBytes([.. Kosme, 0xed, 0xa0, 0x80, .. "edited"u8]));
        yield return Case("6.3.2", [BadText], Pieces([.. Kosme, 0xed, 0xa0, 0x80, .. "edited"u8], 1));
        var tooHigh = Frame.Continuation([0xf4, 0x90, 0x80, 0x80], fin: false);
        yield return Case("6.4.1", [BadText], Frame.TextBytes(Kosme, fin: false), tooHigh, Frame.Continuation("x"));
        var index = 0;
        foreach (var good in new[]
        {
            "00", "7F", "C280", "DFBF", "E0A080", "ED9FBF", "EE8080", "EFBFBD", "EFBFBE", "EFBFBF", "F0908080", "F48FBFBF", "F09F9880",
        })
        {
            yield return Echo($"6.5-23 good {++index} {good}", Convert.FromHexString(good));
        }
        foreach (var bad in new[]
        {
            "80", "BF", "8080", "C0", "C3", "E1", "E180", "F1", "F180", "F18080", "FE", "FF", "C0AF", "E080AF", "F08080AF", "F8808080AF",
            "C1BF", "E09FBF", "F08FBFBF", "EDA080", "EDBFBF", "EDA080EDB080", "F4908080", "F5808080", "F888808080", "FC8480808080", "CE",
            "CEBAE1BDB9CF83CEBCCEB5EDA080",
        })
        {
            yield return Case($"6.6-21 bad {bad}", [BadText], Frame.TextBytes(Convert.FromHexString(bad)));
        }
    }

    private static IEnumerable<FramingCase> Closes()
    {
        var hello = Frame.Text("Hello");
        yield return Case("7.1.1", ["text:Hello", Bye], hello, Frame.Close(1000));
        yield return Case("7.1.2", [Bye], Frame.Close(1000), Frame.Close(1000));
        yield return Case("7.1.3", [Bye], Frame.Close(1000), Frame.Ping());
        yield return Case("7.1.4", [Bye], Frame.Close(1000), hello);
        yield return Case("7.1.5", [Bye], Frame.Text("frag", fin: false), Frame.Close(1000), Frame.Continuation("ment"));
        yield return Case("7.3.1", [Bye], Frame.Close());
        yield return Case("7.3.2", [Broken], Frame.Of(0x8, [3]));
        yield return Case("7.3.3", [Bye], Frame.Close(1000));
        yield return Case("7.3.4", [Bye], Frame.Close(1000, "Hello World!"));
        yield return Case("7.3.5", [Bye], Frame.Close(1000, new string('*', 123)));
        yield return Case("7.3.6", [Broken], Frame.Close(1000, new string('*', 124)));
        yield return Case("7.5.1", [Broken], Frame.CloseBytes(1000, [0xce, 0xba, 0xed, 0xa0, 0x80]));
        foreach (var status in new[] { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999 })
        {
            yield return Case($"7.7 {status}", [$"close:{status}"], Frame.Close(status));
        }
        foreach (var status in new[] { 0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535 })
        {
            yield return Case($"7.9 {status}", [Broken], Frame.Close(status));
        }
    }

    private static IEnumerable<FramingCase> Limits()
    {
        var largest = Encoding.ASCII.GetBytes(new string('x', 65536));
        foreach (var size in new[] { 64, 1024, 4096, 16384 })
        {
            yield return Case($"9.3 {size}", ["text:" + FrameClient.Shown(largest), Bye], [.. Pieces(largest, size), .. Frame.Close(1000)]);
        }
        yield return Echo("9.5", largest) with { Chop = 64 };
        yield return Case("9.1 one byte more", ["close:1009"], Frame.Text(new string('x', 65537)), Frame.Close(1009));
        yield return Case("9.1.3", ["close:1009"], Frame.Text(new string('x', 256 * 1024)), Frame.Close(1009));
        var twice = Pieces([.. largest, .. largest], 1024);
        yield return Case("9.3 larger", ["close:1009"], twice, Frame.Close(1009));
        var small = Enumerable.Range(0, 1000).SelectMany(i => Frame.Text($"{i}")).ToArray();
        yield return Case("9.7", [.. Enumerable.Range(0, 1000).Select(i => $"text:{i}"), Bye], small, Frame.Close(1000));
    }

    private static FramingCase Case(string id, string[] expected, params byte[][] frames) =>
        new(id, [.. frames.SelectMany(f => f)], expected);

    private static FramingCase Echo(string id, byte[] text) =>
        Case(id, ["text:" + FrameClient.Shown(text), Bye], Frame.TextBytes(text), Frame.Close(1000));

    private static byte[] Pieces(byte[] text, int size)
    {
        var pieces = text.Chunk(size).ToList();
        return [.. pieces.SelectMany((piece, i) =>
            i == 0 ? Frame.TextBytes(piece, pieces.Count == 1) : Frame.Continuation(piece, i == pieces.Count - 1))];
    }
}
