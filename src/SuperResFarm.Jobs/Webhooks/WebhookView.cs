namespace SuperResFarm.Jobs.Webhooks;

/// <summary>A webhook as it stands, without its secrets.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where events are posted to.</param>
/// <param name="Events">Which.</param>
/// <param name="Description">For people.</param>
/// <param name="Enabled">Whether it gets anything.</param>
/// <param name="DisabledReason">Why not; one of <see cref="DisabledReasons"/>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="FailingSince">Since when nothing could be delivered although it was tried; null: the last try succeeded.</param>
/// <param name="OldSecretUntil">Until when the secret of before signs too; null: there is none.</param>
public sealed record WebhookView(
    Guid Id, string Url, IReadOnlyList<string> Events, string? Description, bool Enabled, string? DisabledReason, DateTimeOffset CreatedAt,
    DateTimeOffset? FailingSince, DateTimeOffset? OldSecretUntil);

/// <summary>A webhook to be made.</summary>
/// <param name="Id">Its id: version 7.</param>
/// <param name="Tenant">Whose jobs it tells of.</param>
/// <param name="Url">Checked before.</param>
/// <param name="Events">Checked before.</param>
/// <param name="Description">Checked before.</param>
/// <param name="Secret">As it is to be stored.</param>
public sealed record NewWebhook(Guid Id, string Tenant, string Url, IReadOnlyList<string> Events, string? Description, string Secret);

/// <summary>Why a webhook gets nothing.</summary>
public static class DisabledReasons
{
    /// <summary>Its owner wants it so.</summary>
    public const string Asked = "asked";

    /// <summary>The receiver answered 410.</summary>
    public const string Gone = "gone";

    /// <summary>Nothing could be delivered for too long.</summary>
    public const string Failing = "failing";
}
