using System.Globalization;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.AccessCommands;

/// <summary>Tenants as rows of tables.</summary>
internal static class TenantRows
{
    /// <summary>Names of the columns of a list.</summary>
    public static string[] Head => ["tenant", "queued items", "open jobs", "megapixels today", "bytes today"];

    /// <returns>A tenant of a list.</returns>
    public static string[] RowOf(TenantBody tenant) =>
    [
        Shown.Of(tenant.Name), Of(tenant.Usage.QueuedItems, tenant.Quotas.QueuedItems), Of(tenant.Usage.OpenJobs, tenant.Quotas.OpenJobs),
        Of(tenant.Usage.MegapixelsToday, tenant.Quotas.MegapixelsPerDay),
        $"{ByteCount.Spelled(tenant.Usage.BytesToday)} of {(tenant.Quotas.BytesPerDay is { } bytes ? ByteCount.Spelled(bytes) : "any")}",
    ];

    /// <returns>All that is known of a tenant.</returns>
    public static IEnumerable<(string, string)> FactsOf(TenantBody tenant)
    {
        var row = RowOf(tenant);
        return
        [
            .. Head.Zip(row),
            ("reads", Places(tenant.ReadPrefixes)),
            ("writes", Places(tenant.WritePrefixes)),
            ("jobs are kept", tenant.RetentionDays is { } days ? string.Create(CultureInfo.InvariantCulture, $"{days} d after their end") : "as the farm says"),
            ("made", Text(tenant.CreatedAt)),
            ("changed", Text(tenant.ChangedAt)),
        ];
    }

    /// <returns>A time as people read it; empty: there is none.</returns>
    public static string Text(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture) ?? "";

    private static string Of(double used, double? limit) =>
        string.Create(CultureInfo.InvariantCulture, $"{used:0.#} of {(limit is { } most ? string.Create(CultureInfo.InvariantCulture, $"{most:0.#}") : "any")}");

    private static string Places(IReadOnlyList<string>? prefixes) => prefixes switch
    {
        null => "wherever the farm may",
        [] => "nowhere",
        _ => Shown.Of(string.Join(' ', prefixes)),
    };
}
