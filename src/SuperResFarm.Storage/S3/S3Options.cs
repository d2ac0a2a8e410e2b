namespace SuperResFarm.Storage.S3;

/// <summary>When the client adds its own checksums to requests, or checks those of answers.</summary>
public enum ChecksumMode
{
    /// <summary><see cref="WhenSupported"/> for AWS, <see cref="WhenRequired"/> when an endpoint is named.</summary>
    Auto,

    /// <summary>Only where the protocol demands one. Right for Ceph, MinIO, R2 and others that do not know the newer checksums.</summary>
    WhenRequired,

    /// <summary>Wherever the protocol has one.</summary>
    WhenSupported,
}

/// <summary>How <see cref="Objects.WriteCondition.OnlyIfAbsent"/> is asked for.</summary>
public enum ConditionalWrites
{
    /// <summary>By looking first and by <c>If-None-Match</c> at the end; a server that refuses the header is not asked so again.</summary>
    Auto,

    /// <summary>By looking first and again before the end. Two writers at the same moment may both write.</summary>
    Off,
}

/// <summary>How to reach an S3 store.</summary>
public sealed record S3Options
{
    /// <value>Address of the server, <c>https://host</c> or <c>http://host:port</c>; null, the default, for AWS itself.</value>
    public string? Endpoint { get; init; }

    /// <value>Address under which clients outside reach the same server, put into presigned addresses; null, the default, for the same.</value>
    public string? PublicEndpoint { get; init; }

    /// <value>Region that requests are signed for, default <c>us-east-1</c>.</value>
    public string Region { get; init; } = "us-east-1";

    /// <value>Whether the bucket stands in the path instead of the host's name; null, the default: yes when an endpoint is named.</value>
    public bool? PathStyle { get; init; }

    /// <value>Access key; null, the default: what the AWS client finds (environment, profile, role of the pod or machine).</value>
    public string? AccessKey { get; init; }

    /// <value>Secret key, together with the access key.</value>
    public string? SecretKey { get; init; }

    /// <value>Session token of temporary keys; null by default.</value>
    public string? SessionToken { get; init; }

    /// <value>Default <see cref="ChecksumMode.Auto"/>.</value>
    public ChecksumMode Checksums { get; init; }

    /// <value>Default <see cref="ConditionalWrites.Auto"/>.</value>
    public ConditionalWrites ConditionalWrites { get; init; }

    /// <value>Size of an upload's parts in MiB: 5 to 512, default 8. Objects up to this size travel in one request. Parts grow in uploads of more
    /// than 1000 parts, so that 5 TiB fit into the 10 000 that S3 allows.</value>
    public int PartMiB { get; init; } = 8;

    /// <value>Parts of one object under way at a time, 1 to 16, default 2. One write holds this many parts and one more in memory.</value>
    public int ParallelParts { get; init; } = 2;

    /// <value>Repetitions of a failed request, with growing pauses: 0 to 10, default 5.</value>
    public int Retries { get; init; } = 5;

    /// <value>Longest time one request may take until its answer begins, the sending of a part included, and longest silence while an
    /// object is read: 1 to 3600 seconds, default 60.</value>
    public double TimeoutSeconds { get; init; } = 60;

    /// <value>Whether the SHA-256 of an object of several parts is noted with it, default true. It is known only at the object's end, but S3 takes notes
    /// only at its beginning: so the store is asked to copy the object onto itself. Without it readers cannot compare.</value>
    public bool NoteSha256OfLargeObjects { get; init; } = true;

    /// <summary>Bytes of the first parts.</summary>
    internal int PartBytes => PartMiB << 20;

    /// <summary><see cref="TimeoutSeconds"/> as a span.</summary>
    internal TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);
}
