using System.Text;
using CsCheck;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Parsing;

public sealed class ParserPropertyTests
{
    private static readonly string[] Pieces =
    [
        "GET", "POST", " ", "/", "/a", "?", "%2e", "%", "..", "*", "HTTP/1.1", "HTTP/1.0", "\r\n", "\n", "\r", ":",
        "Host: a", "Content-Length: 3",
        "Transfer-Encoding: chunked", "Connection: close", "Expect: 100-continue", "\r\n\r\n", "0\r\n\r\n", "3\r\nabc\r\n", ";a=b",
        "\"", "\0",
        "\xE9", "abc", "\t",
    ];

    private static readonly Gen<string> Piece = Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]);

    [Fact]
    public void Arbitrary_bytes_never_throw_and_never_depend_on_how_they_arrive() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 200]).Sample(AssertSplitIsHarmless, iter: 3000);

    [Fact]
    public void Grammar_pieces_in_any_order_never_throw_and_never_depend_on_how_they_arrive() =>
        Gen.Select(Piece.Array[0, 30].Select(pieces => Encoding.Latin1.GetBytes(string.Concat(pieces))), Gen.Int[0, 200])
            .Sample(AssertSplitIsHarmless, iter: 5000);

    [Fact]
    public void Mutated_vectors_never_throw_and_never_depend_on_how_they_arrive() =>
        Gen.Select(Gen.Int[0, RequestVector.All.Count - 1], Gen.Int[0, 500], Gen.Byte, Gen.Int[0, 500]).Sample(
            (index, position, value, cut) =>
            {
                var bytes = RequestVector.All[index].Bytes.ToArray();
                bytes[position % bytes.Length] = value;
                AssertSplitIsHarmless(bytes, cut);
            },
            iter: 5000);

    [Fact]
    public void Body_of_any_bytes_in_any_chunks_comes_out_as_it_went_in() =>
        Gen.Byte.Array[1, 50].Array[0, 10].Sample(
            chunks =>
            {
                var request = new StringBuilder("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
                foreach (var chunk in chunks)
                {
                    request.Append($"{chunk.Length:x}\r\n").Append(Encoding.Latin1.GetString(chunk)).Append("\r\n");
                }
                request.Append("0\r\n\r\n");
                var body = Encoding.Latin1.GetString([.. chunks.SelectMany(chunk => chunk)]).Replace("\r", "\\r").Replace("\n", "\\n");
                Assert.Equal($"POST / body={body}", Assert.Single(PureReader.Read(null, Encoding.Latin1.GetBytes(request.ToString()))));
            },
            iter: 1000);

    [Fact]
    public void Path_of_any_text_survives_percent_encoding() =>
        Gen.Char.AlphaNumeric.Array[1, 20].Select(characters => new string(characters) + "+:~ä€").Sample(
            text =>
            {
                var request = $"GET /x/{Uri.EscapeDataString(text)} HTTP/1.1\r\nHost: a\r\n\r\n";
                Assert.Equal($"GET /x/{text} body=", Assert.Single(PureReader.Read(null, Encoding.Latin1.GetBytes(request))));
            },
            iter: 500);

    private static void AssertSplitIsHarmless(byte[] bytes, int cut)
    {
        var whole = PureReader.Read(null, bytes);
        cut = Math.Min(cut, bytes.Length);
        Assert.Equal(whole, PureReader.Read(null, bytes[..cut], bytes[cut..]));
        Assert.Equal(whole, PureReader.Read(null, [.. bytes.Select(single => new[] { single })]));
    }
}
