namespace SuperResFarm.Jobs.Tenants;

/// <summary>Who asks for something, for the audit log.</summary>
/// <param name="Actor">Id of a key, or <see cref="Nobody"/>.</param>
/// <param name="Request">Finds the request in logs and traces.</param>
/// <param name="Address">Where it came from.</param>
public sealed record Origin(string Actor, string Request, string Address)
{
    /// <summary>The actor of a request without a key.</summary>
    public const string Nobody = "none";

    /// <summary>The farm itself, of its own accord.</summary>
    public static Origin Farm { get; } = new("farm", "", "");
}
