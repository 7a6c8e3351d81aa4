using System.Globalization;

namespace LinuxPatchApi.Benchmarks;

/// <summary>What a load prints when it is done.</summary>
internal static class Json
{
    public static void Print(int count, TimeSpan elapsed)
    {
        var milliseconds = elapsed.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture);
        Console.WriteLine($"{{\"count\": {count}, \"milliseconds\": {milliseconds}}}");
    }
}
