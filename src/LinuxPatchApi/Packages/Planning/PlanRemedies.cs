namespace LinuxPatchApi.Packages.Planning;

/// <summary>What a client can do about a plan that was refused: only what that very operation takes.</summary>
internal static class PlanRemedies
{
    public const string Install = "Repeat with options.force to accept that";

    public const string Update = Install;

    public const string Remove = "Repeat with force=true to accept that";

    public const string Rollback = "Repeat with force to accept that";

    public const string Apply = "An apply never does that: name the package in PUT /api/v1/packages/{name} with options.force to accept it";

    public const string Downgrade = "set options.allow_downgrade to accept that";

    public const string ApplyDowngrade = "an apply never does that: name the version in PUT /api/v1/packages/{name} with options.allow_downgrade to accept it";
}
