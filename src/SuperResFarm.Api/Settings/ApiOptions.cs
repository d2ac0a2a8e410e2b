namespace SuperResFarm.Api.Settings;

/// <summary>How the service answers, and what it accepts.</summary>
public sealed record ApiOptions
{
    /// <summary>Name of the section in the configuration.</summary>
    public const string Section = "Api";

    /// <summary>Where the service listens when nobody says otherwise: this machine alone.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";

    /// <value>Where to listen, several separated by semicolons: default <see cref="DefaultUrl"/>. Set, it goes before ASP.NET Core's own <c>Urls</c>.</value>
    public string Url { get; init; } = DefaultUrl;

    /// <value>
    /// Absolute path of a folder for lists of images while they are read, made when it is missing: default <c>superres-api</c> in the folder
    /// for temporary files. Nothing stays in it, not even when the process is killed.
    /// </value>
    public string Scratch { get; init; } = Path.Combine(Path.GetTempPath(), "superres-api");

    /// <value>Longest JSON body in bytes: 1 024 to 1 073 741 824, default 1 MiB.</value>
    public long MaxBodyBytes { get; init; } = 1 << 20;

    /// <value>How many images a job may have: 1 to 100 000 000, default 1 000 000.</value>
    public int MaxItems { get; init; } = 1_000_000;

    /// <value>
    /// How many images of a prefix are listed before its job is accepted, and ten times as many objects that are none: 0 to 100 000, default 1000. The rest is
    /// listed behind it.
    /// </value>
    public int CrawlInRequest { get; init; } = 1000;

    /// <value>How many prefixes are listed behind their submissions at once: 1 to 64, default 4.</value>
    public int ParallelCrawls { get; init; } = 4;

    /// <value>Longest list of images in bytes, in a body or in the object store: 1 024 to 1 099 511 627 776, default 1 GiB.</value>
    public long MaxManifestBytes { get; init; } = 1 << 30;

    /// <value>Whose jobs they are when no header is trusted: 1 to 100 of <c>a-z 0-9 - _</c>, default <c>default</c>.</value>
    public string Tenant { get; init; } = "default";

    /// <value>
    /// Whether the header <c>X-Tenant</c> names the tenant, and must: for a gateway in front that sets it for everybody. Default: no.
    /// </value>
    public bool TrustTenantHeader { get; init; }

    /// <value>Who is let in: <see cref="KeyOptions"/>.</value>
    public KeyOptions Keys { get; init; } = new();

    /// <value>How often tenants may ask: <see cref="RateOptions"/>.</value>
    public RateOptions Rate { get; init; } = new();

    /// <value>How work is estimated: <see cref="EstimateOptions"/>.</value>
    public EstimateOptions Estimates { get; init; } = new();

    /// <value>Where images and lists may be read, <c>s3://bucket/folder/</c> or <c>s3://bucket/</c>. None, the default: everywhere.</value>
    public IReadOnlyList<string> ReadPrefixes { get; init; } = [];

    /// <value>Where results may be written, likewise. None, the default: everywhere.</value>
    public IReadOnlyList<string> WritePrefixes { get; init; } = [];

    /// <value>
    /// Where clients may upload, <c>s3://bucket/uploads/</c>, each tenant into a folder of its own that no other reads. None, the default: uploads are refused.
    /// </value>
    public string? UploadPrefix { get; init; }

    /// <value>
    /// Where results go of jobs that name no place for them, <c>s3://bucket/fetch/</c>, likewise in a folder of each tenant's own; nothing else should be there. None, the
    /// default: every job must name a place.
    /// </value>
    public string? ResultPrefix { get; init; }

    /// <value>How long addresses are valid with which files are put into the store, or results fetched from it: 1 minute to 7 days, default 15 minutes.</value>
    public TimeSpan LinkLife { get; init; } = TimeSpan.FromMinutes(15);

    /// <value>Longest file that may be uploaded, bytes: 1 to 1 099 511 627 776, default 1 GiB.</value>
    public long MaxUploadBytes { get; init; } = 1 << 30;

    /// <value>Age at which what was uploaded is removed, whether a job still needs it or not: 1 hour to 10 years, default 7 days.</value>
    public TimeSpan UploadLife { get; init; } = TimeSpan.FromDays(7);

    /// <value>What clients call the service, <c>https://farm.example</c>, for the addresses it tells them. None, the default: what each request calls it.</value>
    public string? PublicUrl { get; init; }

    /// <value>Whether jobs may name models that are not known here, because only the workers have them. Default: no.</value>
    public bool AcceptUnknownModels { get; init; }

    /// <value>How long jobs are kept after their end, unless something else is set of their tenant: at least 1 hour. Default: for ever.</value>
    public TimeSpan? Retention { get; init; }

    /// <value>How often jobs that are kept no longer are looked for: 1 s to 1 day, default 10 min.</value>
    public TimeSpan RetentionSweep { get; init; } = TimeSpan.FromMinutes(10);

    /// <value>How many reports of workers are written in one transaction: 1 to 10 000, default 256.</value>
    public int ReportBatch { get; init; } = 256;

    /// <value>How many reports are taken from the broker before they are written: 1 to 10 000, default 512.</value>
    public int ReportPrefetch { get; init; } = 512;

    /// <value>Whether the database is brought up to date at the start. No: somebody runs <c>superres-api migrate</c>, and the service waits for it. Default: yes.</value>
    public bool Migrate { get; init; } = true;

    /// <value>
    /// Whether the queues live in this process alone and begin empty: every lease that is noted is then a lost one, and ends at the start.
    /// Default: no.
    /// </value>
    public bool Embedded { get; init; }
}
