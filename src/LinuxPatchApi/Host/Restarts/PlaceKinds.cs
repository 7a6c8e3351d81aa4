namespace LinuxPatchApi.Host.Restarts;

/// <summary>The words for kinds of places, in the API and in the scan's file.</summary>
internal static class PlaceKinds
{
    private static readonly string[] Words = ["service", "session", "user", "init", "scope", "other"];

    public static string Word(PlaceKind kind) => Words[(int)kind];

    /// <summary>An unknown word is no unit that could be restarted.</summary>
    public static PlaceKind Of(string? word) => Array.IndexOf(Words, word) is var index and >= 0 ? (PlaceKind)index : PlaceKind.Other;
}
