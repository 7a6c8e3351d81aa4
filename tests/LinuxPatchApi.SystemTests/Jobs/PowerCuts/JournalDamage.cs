using System.Globalization;

namespace LinuxPatchApi.SystemTests.Jobs.PowerCuts;

/// <summary>What a power cut may do to a file beyond what it held.</summary>
internal abstract record JournalDamage
{
    /// <summary>How far back a cut reaches: some records, of several jobs.</summary>
    private const int Reach = 16 * 1024;

    public sealed record None : JournalDamage
    {
        public override string ToString() => "none";
    }

    /// <summary>The file ends at any byte.</summary>
    public sealed record Cut(int At) : JournalDamage
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"cut at byte {At}");
    }

    /// <summary>One bit of one byte is another.</summary>
    public sealed record Flipped(int At, int Bit) : JournalDamage
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"bit {Bit} of byte {At} flipped");
    }

    /// <summary>None in half of all cuts.</summary>
    public static JournalDamage Choose(Random random, int length) => random.Next(4) switch
    {
        2 when length > 1 => new Cut(random.Next(Math.Max(0, length - Reach), length)),
        3 when length > 1 => new Flipped(random.Next(length), random.Next(8)),
        _ => new None(),
    };

    public void Apply(string file)
    {
        var bytes = File.ReadAllBytes(file);
        switch (this)
        {
            case Cut cut:
                using (var stream = new FileStream(file, FileMode.Open, FileAccess.Write))
                {
                    stream.SetLength(cut.At);
                }

                break;
            case Flipped flipped:
                bytes[flipped.At] ^= (byte)(1 << flipped.Bit);
                File.WriteAllBytes(file, bytes);
                break;
        }
    }
}
