namespace SuperResFarm.Api.Problems;

/// <summary>What this project says to operators; ids 7000 to 7999.</summary>
internal static partial class Log
{
    [LoggerMessage(7001, LogLevel.Error, "{Method} {Path} failed in a way nobody foresaw (trace id {TraceId})")]
    public static partial void RequestFailed(ILogger logger, string method, string path, string traceId, Exception fault);

    [LoggerMessage(7002, LogLevel.Warning, "{Method} {Path} cannot be served now: {Code}")]
    public static partial void CannotServe(ILogger logger, string method, string path, string code, Exception? fault);

    [LoggerMessage(7003, LogLevel.Information, "Job {Job} of {Tenant} is accepted")]
    public static partial void JobAccepted(ILogger logger, Guid job, string tenant);

    [LoggerMessage(7004, LogLevel.Information, "A request with the key {Key} is refused: {Why}")]
    public static partial void KeyRefused(ILogger logger, string key, string why);

    [LoggerMessage(7005, LogLevel.Warning, "When {Keys} keys were last used could not be written down")]
    public static partial void UseNotWritten(ILogger logger, int keys, Exception fault);

    [LoggerMessage(7006, LogLevel.Error, "The audit log lacks that {Action} was refused with {Code}")]
    public static partial void RefusalNotWritten(ILogger logger, string action, string code, Exception fault);

    [LoggerMessage(7010, LogLevel.Information, "The database is up to date")]
    public static partial void DatabaseReady(ILogger logger);

    [LoggerMessage(7011, LogLevel.Error, "The database cannot be brought up to date; trying again in {Pause}")]
    public static partial void DatabaseNotReady(ILogger logger, TimeSpan pause, Exception fault);

    [LoggerMessage(7012, LogLevel.Information, "{Items} items were with a worker or in a queue when this process ended before; they go out again")]
    public static partial void LeasesEnded(ILogger logger, int items);

    [LoggerMessage(7013, LogLevel.Warning, "What is still to do cannot be counted now; the metrics of the backlog are missing")]
    public static partial void BacklogUnseen(ILogger logger, Exception fault);

    [LoggerMessage(7020, LogLevel.Warning, "The broker did not take {Refused} of {Sent} messages")]
    public static partial void NotTaken(ILogger logger, int refused, int sent, Exception? fault);

    [LoggerMessage(7021, LogLevel.Warning, "Workers could not be told that job {Job} is cancelled; they will be told again")]
    public static partial void CancelNotTaken(ILogger logger, Guid job, Exception fault);

    [LoggerMessage(7030, LogLevel.Error, "{Reports} reports could not be written; they wait, and are tried again in {Pause}")]
    public static partial void ReportsWait(ILogger logger, int reports, TimeSpan pause, Exception fault);

    [LoggerMessage(7031, LogLevel.Error, "A report on item {Item} of job {Job} cannot be written and goes back to the broker")]
    public static partial void ReportRefused(ILogger logger, int item, Guid job, Exception fault);

    [LoggerMessage(7032, LogLevel.Warning, "Reports cannot be taken from the broker; trying again in {Pause}")]
    public static partial void NoReports(ILogger logger, TimeSpan pause, Exception fault);

    [LoggerMessage(7040, LogLevel.Debug, "Job {Job} could not be looked at for those who watch it; trying again")]
    public static partial void WatchFailed(ILogger logger, Guid job, Exception fault);

    [LoggerMessage(7045, LogLevel.Information, "Job {Job} of {Tenant}, which was deleted, is removed: {Items} items; {Deleted} results were deleted, {Kept} are not what it stored and stay")]
    public static partial void JobRemoved(ILogger logger, Guid job, string tenant, int items, int deleted, int kept);

    [LoggerMessage(7046, LogLevel.Information, "{Jobs} jobs that ended longer ago than they are kept are deleted")]
    public static partial void JobsExpired(ILogger logger, int jobs);

    [LoggerMessage(7047, LogLevel.Warning, "Deleted jobs could not be removed now; trying again")]
    public static partial void DeletionWaits(ILogger logger, Exception fault);

    [LoggerMessage(7042, LogLevel.Information, "{Files} uploaded files were older than {Life} and are removed")]
    public static partial void UploadsRemoved(ILogger logger, int files, TimeSpan life);

    [LoggerMessage(7043, LogLevel.Warning, "Old uploads could not be removed; trying again in {Pause}. {Reason}")]
    public static partial void UploadsNotSwept(ILogger logger, TimeSpan pause, string reason);

    [LoggerMessage(7050, LogLevel.Warning, "The cards of models could not be copied from the object store; trying again. {Reason}")]
    public static partial void CardsNotCopied(ILogger logger, string reason);

    [LoggerMessage(7070, LogLevel.Warning, "The prefix of job {Job} cannot be listed on now; trying again in {Pause}")]
    public static partial void CrawlWaits(ILogger logger, Guid job, TimeSpan pause, Exception fault);

    [LoggerMessage(7071, LogLevel.Warning, "The prefix of job {Job} cannot be listed to its end; what was found is done")]
    public static partial void CrawlFailed(ILogger logger, Guid job, Exception fault);

    [LoggerMessage(7072, LogLevel.Error, "How far the prefix of job {Job} is listed could not be written down; it is listed on when the claim has run out")]
    public static partial void CrawlBroke(ILogger logger, Guid job, Exception fault);

    [LoggerMessage(7073, LogLevel.Warning, "Prefixes that are still to be listed cannot be looked for now; trying again")]
    public static partial void CrawlsUnseen(ILogger logger, Exception fault);

    [LoggerMessage(7060, LogLevel.Information, "Delivery {Delivery} of webhook {Webhook} was not taken (try {Attempt}): {Reason}")]
    public static partial void DeliveryNotTaken(ILogger logger, Guid delivery, Guid webhook, int attempt, string? reason);

    [LoggerMessage(7061, LogLevel.Warning, "Delivery {Delivery} of webhook {Webhook} is given up after {Attempts} tries: {Reason}")]
    public static partial void DeliveryFailed(ILogger logger, Guid delivery, Guid webhook, int attempts, string? reason);

    [LoggerMessage(7062, LogLevel.Warning, "Webhook {Webhook} gets nothing more until its owner enables it: {Reason}")]
    public static partial void WebhookDisabled(ILogger logger, Guid webhook, string reason);

    [LoggerMessage(7063, LogLevel.Error, "What came of delivery {Delivery} of webhook {Webhook} could not be written down; it is tried again")]
    public static partial void DeliveryUnwritten(ILogger logger, Guid delivery, Guid webhook, Exception fault);

    [LoggerMessage(7064, LogLevel.Error, "Webhooks cannot be delivered now; trying again in {Pause}")]
    public static partial void DeliveriesWait(ILogger logger, TimeSpan pause, Exception fault);

    [LoggerMessage(7065, LogLevel.Error, "The secret of webhook {Webhook} cannot be opened; set Webhooks:KeyFile to the key it was sealed with")]
    public static partial void SecretSealed(ILogger logger, Guid webhook, Exception fault);

    [LoggerMessage(7066, LogLevel.Warning, "Old deliveries of webhooks could not be forgotten; trying again in a minute")]
    public static partial void UpkeepFailed(ILogger logger, Exception fault);

    [LoggerMessage(7070, LogLevel.Warning, "The images of a job could not be surveyed, so its end is guessed with a wide band; trying again")]
    public static partial void SurveyFailed(ILogger logger, Exception fault);

    [LoggerMessage(7071, LogLevel.Debug, "How fast the farm is could not be read; what was known before still counts")]
    public static partial void PaceUnseen(ILogger logger, Exception fault);
}
