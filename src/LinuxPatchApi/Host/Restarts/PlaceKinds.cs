namespace LinuxPatchApi.Host.Restarts;

/// <summary>The wire names of kinds of places, in the API and in the scan's file.</summary>
internal static class PlaceKinds
{
    private static readonly string[] WireNames = ["service", "session", "user", "init", "scope", "other"];

    public static string WireName(PlaceKind kind) => WireNames[(int)kind];

    /// <summary>Returns the kind; an unknown name is treated as no unit that could be restarted.</summary>
    public static PlaceKind Of(string? name) => Array.IndexOf(WireNames, name) is var index and >= 0 ? (PlaceKind)index : PlaceKind.Other;
}
