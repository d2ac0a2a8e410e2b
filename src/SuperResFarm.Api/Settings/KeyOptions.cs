namespace SuperResFarm.Api.Settings;

/// <summary>Who is let in.</summary>
public sealed record KeyOptions
{
    /// <summary>Shortest pepper, bytes.</summary>
    public const int ShortestPepper = 32;

    /// <value>Whether every request needs a key, whose tenant then counts. Default: no, which goes for the loopback only, for a gateway that is trusted, or with <see cref="Open"/>.</value>
    public bool Required { get; init; }

    /// <value>Whether the service may listen beyond the loopback without asking for keys: anybody who reaches it may use it. Default: no.</value>
    public bool Open { get; init; }

    /// <value>
    /// Goes into every hash of a key's secret, so that a stolen database opens nothing: a text of 32 bytes or more, the same for all replicas. Another one
    /// makes all keys invalid. Needed for keys; default: none.
    /// </value>
    public string? Pepper { get; init; }

    /// <value>A file with it, instead; white space at its ends does not count. Default: none.</value>
    public string? PepperFile { get; init; }

    /// <value>A file with a key that may do what needs the scope admin, to make the first keys with; <c>superres keys generate</c> writes one. Default: none.</value>
    public string? BootstrapFile { get; init; }

    /// <summary>Whether keys can be told from other texts here at all.</summary>
    public bool HasPepper => Pepper is not null || PepperFile is not null;
}
