using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>The tables. One derived type per database, because each has migrations of its own.</summary>
internal abstract class JobsContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<JobRow> Jobs => Set<JobRow>();
    public DbSet<ItemRow> Items => Set<ItemRow>();
    public DbSet<QueueRow> Queues => Set<QueueRow>();
    public DbSet<ShareRow> Shares => Set<ShareRow>();
    public DbSet<KeyRow> Keys => Set<KeyRow>();
    public DbSet<TenantRow> Tenants => Set<TenantRow>();
    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();
    public DbSet<UsageRow> Usages => Set<UsageRow>();
    public DbSet<AuditRow> Audit => Set<AuditRow>();
    public DbSet<CrawlRow> Crawls => Set<CrawlRow>();
    public DbSet<WebhookRow> Webhooks => Set<WebhookRow>();
    public DbSet<DeliveryRow> Deliveries => Set<DeliveryRow>();
    public DbSet<FeedRow> Feeds => Set<FeedRow>();
    public DbSet<LabelRow> Labels => Set<LabelRow>();
    public DbSet<DeletedRow> Deleted => Set<DeletedRow>();
    public DbSet<RateRow> Rates => Set<RateRow>();
    public DbSet<MinuteRow> Minutes => Set<MinuteRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<JobRow>(job =>
        {
            job.ToTable("jobs").HasKey(row => row.Id);
            job.Ignore(row => row.Counts);
            job.Ignore(row => row.Happened);
            job.Ignore(row => row.Crawling);
            job.Ignore(row => row.Limits);
            job.Ignore(row => row.Spent);
            job.Property(row => row.StoppedBecause).HasConversion<string>();
            job.Ignore(row => row.Work);
            job.HasIndex(row => new { row.Tenant, row.Id });
            job.HasIndex(row => new { row.Tenant, row.State, row.Id });
            job.HasIndex(row => new { row.Tenant, row.Priority, row.Id });
            job.HasIndex(row => new { row.Tenant, row.FinishedAt }).HasFilter("finished_at IS NOT NULL").HasDatabaseName("ix_jobs_finished");
            job.HasIndex(row => new { row.Priority, row.Tenant }).HasFilter("pending > 0").HasDatabaseName("ix_jobs_waiting");
            job.HasIndex(row => row.Priority).HasFilter("dispatched > 0").HasDatabaseName("ix_jobs_queued");
            job.HasIndex(row => row.Priority).HasFilter("state < 2").HasDatabaseName("ix_jobs_open");
            job.HasIndex(row => row.Tenant).HasFilter("state < 2").HasDatabaseName("ix_jobs_tenant_open");
            job.HasIndex(row => row.DeadlineAt).HasFilter("deadline_at IS NOT NULL AND state < 2").HasDatabaseName("ix_jobs_deadline");
            job.HasIndex(row => row.Id).HasFilter("cancel_unsaid").HasDatabaseName("ix_jobs_cancel_unsaid");
        });
        modelBuilder.Entity<ItemRow>(item =>
        {
            // No foreign key: items are written in their job's transaction only, and a check per row would double the time of it.
            item.ToTable("items").HasKey(row => new { row.JobId, row.Number });
            item.Ignore(row => row.Life);
            item.Property(row => row.Failure).HasConversion<string>();
            item.HasIndex(row => new { row.JobId, row.State, row.Number });
            item.HasIndex(row => new { row.JobId, row.Failure, row.Number }).HasFilter("failure IS NOT NULL").HasDatabaseName("ix_items_failure");
            item.HasIndex(row => new { row.Priority, row.Tenant, row.JobId, row.Number }).HasFilter("state = 0").HasDatabaseName("ix_items_pending");
            item.HasIndex(row => new { row.Priority, row.LeaseUntil }).HasFilter("state = 0 AND lease_until IS NOT NULL").HasDatabaseName("ix_items_claimed");
            item.HasIndex(row => row.LeaseUntil).HasFilter("state IN (1, 2)").HasDatabaseName("ix_items_leased");
            item.HasIndex(row => new { row.JobId, row.TargetHash }).HasFilter("target_hash IS NOT NULL").HasDatabaseName("ix_items_target");
            item.HasIndex(row => new { row.JobId, row.ChangedAt, row.Number }).HasFilter("state >= 3").HasDatabaseName("ix_items_ended");
        });
        modelBuilder.Entity<QueueRow>(queue =>
        {
            queue.ToTable("queues").HasKey(row => row.Priority);
            queue.Property(row => row.Priority).ValueGeneratedNever();
            queue.HasData(Enum.GetValues<Priority>().Select(priority => new QueueRow { Priority = priority }));
        });
        modelBuilder.Entity<ShareRow>().ToTable("shares").HasKey(row => new { row.Priority, row.Tenant });
        modelBuilder.Entity<KeyRow>(key =>
        {
            key.ToTable("idempotency_keys").HasKey(row => new { row.Tenant, row.Key });
            key.HasIndex(row => row.CreatedAt);
            key.HasIndex(row => row.JobId);
        });
        modelBuilder.Entity<LabelRow>(label =>
        {
            label.ToTable("job_labels").HasKey(row => new { row.JobId, row.Name });
            label.HasIndex(row => new { row.Tenant, row.Name, row.Value, row.JobId });
        });
        modelBuilder.Entity<DeletedRow>().ToTable("deleted_jobs").HasKey(row => row.JobId);
        modelBuilder.Entity<CrawlRow>(crawl =>
        {
            crawl.ToTable("crawls").HasKey(row => row.JobId);
            crawl.HasIndex(row => row.DueAt).HasFilter("state = 1").HasDatabaseName("ix_crawls_due");
        });
        AddTenants(modelBuilder);
        MapWebhooks(modelBuilder);
        MapEstimates(modelBuilder);

        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
            property.SetColumnName(SnakeCase(property.Name));
    }

    private static void AddTenants(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TenantRow>(tenant =>
        {
            tenant.ToTable("tenants").HasKey(row => row.Name);
            tenant.Ignore(row => row.HasQuotas);
        });
        modelBuilder.Entity<ApiKeyRow>(key =>
        {
            key.ToTable("api_keys").HasKey(row => row.Id);
            key.HasIndex(row => new { row.Tenant, row.Label });
        });
        modelBuilder.Entity<UsageRow>().ToTable("usages").HasKey(row => new { row.Tenant, row.Day });
        modelBuilder.Entity<AuditRow>(audit =>
        {
            audit.ToTable("audit").HasKey(row => row.Id);
            audit.HasIndex(row => new { row.Tenant, row.Id });
        });
    }

    private static void MapWebhooks(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<WebhookRow>(webhook =>
        {
            webhook.ToTable("webhooks").HasKey(row => row.Id);
            webhook.HasIndex(row => row.Tenant);
        });
        modelBuilder.Entity<DeliveryRow>(delivery =>
        {
            delivery.ToTable("webhook_deliveries").HasKey(row => row.Id);
            delivery.HasIndex(row => new { row.WebhookId, row.Id });
            delivery.HasIndex(row => new { row.WebhookId, row.DueAt }).HasFilter("state = 0").HasDatabaseName("ix_webhook_deliveries_pending");
            delivery.HasIndex(row => row.CreatedAt).HasFilter("state > 0").HasDatabaseName("ix_webhook_deliveries_done");
        });
        modelBuilder.Entity<FeedRow>().ToTable("webhook_feeds").HasKey(row => new { row.WebhookId, row.JobId });
    }

    private static void MapEstimates(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<RateRow>().ToTable("rates").HasKey(row => new { row.Model, row.ModelSha256, row.EightOrientations });
        modelBuilder.Entity<MinuteRow>(minute =>
        {
            minute.ToTable("work_minutes").HasKey(row => row.Minute);
            minute.Property(row => row.Minute).ValueGeneratedNever();
        });
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
