using System.Text;
using LinuxPatchApi.Http.Tests.Support;

namespace LinuxPatchApi.Http.Tests.Differential;

/// <summary>
/// Feeds the same bytes to our parser and others: the results must agree, or have a reason in <see cref="KnownDifferences"/>.
/// </summary>
public sealed class DifferentialTests
{
    /// <summary>Both together take about three seconds.</summary>
    private const int Count = 20_000;

    [Fact]
    public Task Node_understands_the_same_or_the_reason_is_known() => CompareAsync(OtherParser.Node);

    [Fact]
    public Task H11_understands_the_same_or_the_reason_is_known() => CompareAsync(OtherParser.H11);

    private static async Task CompareAsync(OtherParser other)
    {
        var inputs = Mutations.OfVectors(Count);
        var theirs = await other.ReadAsync(inputs);
        var unknown = new List<string>();
        for (var i = 0; i < inputs.Count; i++)
        {
            var ours = new PureReader();
            ours.Feed(inputs[i]);
            ours.End();
            if (Difference.Between(ours, theirs[i]) is { } difference
                && !KnownDifferences.IsListed(other.Name, difference, Encoding.Latin1.GetString(inputs[i])))
            {
                unknown.Add($"{difference.Kind} {difference.Reason}: {Show(inputs[i])}");
            }
        }
        Assert.True(unknown.Count == 0, $"{unknown.Count} unknown differences with {other.Name}:\n{string.Join('\n', unknown.Order())}");
    }

    private static string Show(byte[] input)
    {
        var text = new StringBuilder();
        foreach (var value in input)
        {
            text.Append(value switch
            {
                (byte)'\r' => "\\r",
                (byte)'\n' => "\\n",
                < 0x20 or >= 0x7F => $"\\x{value:X2}",
                _ => ((char)value).ToString(),
            });
        }
        return text.ToString();
    }
}
