using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Differential;

/// <summary>Requests one to three mutations away from the vectors. Deterministic.</summary>
internal static class Mutations
{
    private const int Seed = 20261124;

    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "\r\n", "\n", "\r", " ", "\t", ":", ";", ",", "\"", "\\", "\0", "\x7F", "\x80", "\xFF", "%", "%2f", "%00",
            "0", "1", "5", "a", "F", "-", "_",
            "HTTP/1.1", "HTTP/1.0", "Host: b\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n",
            "chunked", "Connection: close\r\n",
            "Expect: 100-continue\r\n", "0\r\n\r\n", "\r\n\r\n", "GET /x HTTP/1.1\r\nHost: a\r\n\r\n",
            "5\r\nhello\r\n", ";x=y", "http://a/",
        }.Select(System.Text.Encoding.Latin1.GetBytes),
    ];

    /// <summary>The vectors themselves, then the given number of mutated ones.</summary>
    public static List<byte[]> OfVectors(int count)
    {
        var random = new Random(Seed);
        var all = RequestVector.All;
        var inputs = all.Select(vector => vector.Bytes).ToList();
        for (var i = 0; i < count; i++)
        {
            var bytes = all[random.Next(all.Count)].Bytes.ToList();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                Change(bytes, random, all);
            }
            inputs.Add([.. bytes]);
        }
        return inputs;
    }

    private static void Change(List<byte> bytes, Random random, IReadOnlyList<RequestVector> all)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(6))
        {
            case 0 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1 when at < bytes.Count:
                bytes.RemoveAt(at);
                break;
            case 2:
                var from = random.Next(bytes.Count + 1);
                bytes.InsertRange(at, bytes.GetRange(from, Math.Min(random.Next(30), bytes.Count - from)));
                break;
            case 3:
                bytes.AddRange(all[random.Next(all.Count)].Bytes);
                break;
            case 4 when at < bytes.Count:
                bytes.RemoveRange(at, Math.Min(random.Next(20), bytes.Count - at));
                break;
            default:
                bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                break;
        }
    }
}
