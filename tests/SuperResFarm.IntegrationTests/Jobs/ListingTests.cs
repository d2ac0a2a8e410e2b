using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.IntegrationTests.Jobs;

[Collection(JobsServers.Collection)]
public class ListingTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task List_ByLabels_GivesThoseThatHaveThemAll(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var maps = await SubmitAsync(store, [("project", "maps"), ("year", "1912")]);
        var later = await SubmitAsync(store, [("project", "maps"), ("year", "1913"), ("note", "")]);
        await SubmitAsync(store, [("project", "Maps")]);
        await SubmitAsync(store, []);
        await SubmitAsync(store, [("project", "maps")], "other");
        Assert.Equal([later, maps], await ListAsync(store, new JobFilter { Labels = [new("project", "maps")] }));
        Assert.Equal([maps], await ListAsync(store, new JobFilter { Labels = [new("project", "maps"), new("year", "1912")] }));
        Assert.Equal([later], await ListAsync(store, new JobFilter { Labels = [new("note", "")] }));
        Assert.Empty(await ListAsync(store, new JobFilter { Labels = [new("project", "maps"), new("project", "Maps")] }));
        Assert.Equal([maps], (await store.Reader.ListAsync(TestStore.Tenant, new JobFilter { Labels = [new("project", "maps")] }, later, 10, default)).Select(job => job.Id));
        Assert.Equal("""{"project":"maps","year":"1912"}""", (await store.JobAsync(maps)).Labels);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task List_ByStatePriorityAndTime_GivesThoseForWhichAllHolds(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var first = await store.SubmitAsync(1);
        await store.Control.CancelAsync(TestStore.Tenant, first, null, default);
        await Task.Delay(20);   // later in milliseconds, which ids are made of
        var second = await store.SubmitAsync(1, priority: Priority.Bulk);
        await Task.Delay(20);
        var third = await store.SubmitAsync(1, priority: Priority.Bulk);
        var time = (await store.JobAsync(second)).CreatedAt;
        Assert.Equal([first], await ListAsync(store, new JobFilter { State = JobState.Cancelled }));
        Assert.Equal([third, second], await ListAsync(store, new JobFilter { State = JobState.Accepted }));
        Assert.Equal([third, second], await ListAsync(store, new JobFilter { Priority = Priority.Bulk }));
        Assert.Equal([third], await ListAsync(store, new JobFilter { CreatedAfter = time }));
        Assert.Equal([first], await ListAsync(store, new JobFilter { CreatedBefore = time }));
        Assert.Equal([third, second], await ListAsync(store, new JobFilter { CreatedAfter = time.AddMilliseconds(-1) }));
        Assert.Equal([second], await ListAsync(store, new JobFilter { CreatedAfter = time.AddMilliseconds(-1), CreatedBefore = time.AddTicks(1) }));
        Assert.Empty(await ListAsync(store, new JobFilter { CreatedBefore = DateTimeOffset.MinValue }));
        Assert.Equal(3, (await ListAsync(store, new JobFilter { CreatedAfter = DateTimeOffset.MinValue, CreatedBefore = DateTimeOffset.MaxValue })).Count);
        Assert.Empty(await ListAsync(store, new JobFilter { State = JobState.Cancelled, Priority = Priority.Bulk }));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task ListItems_ByErrorAndSource_GivesThoseInOrderPageByPage(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var refused = new Refusal(FailureCode.AddressForbidden, "Not here.");
        NewItem[] items = [.. Enumerable.Range(0, 60).Select(at => new NewItem($"s3://in/{(at % 2 == 0 ? "A𝄞" : "a_")}/{at:00}.png", $"out/{at}") { Refusal = at % 5 == 0 ? refused : null })];
        var job = await store.JobAsync(await store.SubmitAsync(items));
        Assert.Equal(Enumerable.Range(0, 12).Select(at => at * 5), await ListAsync(store, job, new ItemFilter(Failure: FailureCode.AddressForbidden)));
        Assert.Equal(Enumerable.Range(0, 30).Select(at => 2 * at), await ListAsync(store, job, new ItemFilter(Source: "s3://in/A𝄞/")));
        Assert.Equal([0, 10, 20, 30, 40, 50], await ListAsync(store, job, new ItemFilter(ItemState.Failed, FailureCode.AddressForbidden, "s3://in/A𝄞")));
        Assert.Empty(await ListAsync(store, job, new ItemFilter(Source: "s3://in/%")));
        Assert.Empty(await ListAsync(store, job, new ItemFilter(Source: "s3://IN/")));
        Assert.Empty(await ListAsync(store, job, new ItemFilter(Failure: FailureCode.TimedOut)));
    }

    [Fact]
    public async Task ListItems_BySource_LooksAtABoundedNumberForEachPage()
    {
        using var store = await TestStore.CreateAsync(servers, DatabaseKind.Sqlite);
        var job = await store.JobAsync(await store.SubmitAsync(ItemListing.Window + 50));
        var page = await store.Reader.ListItemsAsync(job, new ItemFilter(Source: "in/010001"), null, 10, default);
        Assert.Equal((0, ItemListing.Window - 1), (page.Items.Count, page.Next));
        page = await store.Reader.ListItemsAsync(job, new ItemFilter(Source: "in/010001"), page.Next, 10, default);
        Assert.Equal((10_001, null), (Assert.Single(page.Items).Number, page.Next));
    }

    [Theory]
    [InlineData("IX_job_labels_tenant_name_value_job_id", "label")]
    [InlineData("IX_job_labels_tenant_name_value_job_id", "label and state")]
    [InlineData("IX_jobs_tenant_state_id", "state")]
    [InlineData("IX_jobs_tenant_priority_id", "priority")]
    [InlineData("IX_jobs_tenant_id", "time")]
    public async Task Plan_OfEachFilter_WalksItsIndexInOrder(string index, string what)
    {
        using var store = await TestStore.CreateAsync(servers, DatabaseKind.Sqlite);
        var filter = what switch
        {
            "label" => new JobFilter { Labels = [new("a", "b"), new("c", "d")] },
            "label and state" => new JobFilter { Labels = [new("a", "b")], State = JobState.Completed },
            "state" => new JobFilter { State = JobState.Completed },
            "priority" => new JobFilter { Priority = Priority.Bulk },
            _ => new JobFilter { CreatedAfter = DateTimeOffset.UnixEpoch, CreatedBefore = DateTimeOffset.UnixEpoch.AddYears(60) },
        };
        await using var context = store.Database.Dialect.Open();
        var plan = await PlanAsync(context, JobListing.Of(context, TestStore.Tenant, filter, Guid.CreateVersion7()).Take(10));
        Assert.Contains($"INDEX {index} (", plan[0], StringComparison.Ordinal);
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal) || step.StartsWith("SCAN", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ix_items_failure", "error")]
    [InlineData("IX_items_job_id_state_number", "state")]
    [InlineData("sqlite_autoindex_items_1", "source")]
    public async Task Plan_OfItems_WalksAnIndexInOrder(string index, string what)
    {
        using var store = await TestStore.CreateAsync(servers, DatabaseKind.Sqlite);
        var filter = new ItemFilter(what == "state" ? ItemState.Failed : null, what == "error" ? FailureCode.SourceCorrupt : null, what == "source" ? "s3://in/" : null);
        await using var context = store.Database.Dialect.Open();
        var plan = await PlanAsync(context, ItemListing.Of(context, Guid.NewGuid(), filter, 5).Take(10));
        Assert.Contains($"INDEX {index} (", Assert.Single(plan), StringComparison.Ordinal);
    }

    private static async Task<List<string>> PlanAsync<T>(JobsContext context, IQueryable<T> query)
    {
        await context.Database.OpenConnectionAsync();
        await using var command = query.CreateDbCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {command.CommandText}";
        await using var rows = await command.ExecuteReaderAsync();
        var steps = new List<string>();
        while (await rows.ReadAsync())
            steps.Add(rows.GetString(3));
        return steps;
    }

    private static async Task<Guid> SubmitAsync(TestStore store, (string Name, string Value)[] labels, string tenant = TestStore.Tenant) => (await store.Submitter.SubmitAsync(
        TestStore.Submission(tenant) with { Labels = labels.ToDictionary(label => label.Name, label => label.Value) }, TestStore.Items(1), default)).JobId;

    private static async Task<List<Guid>> ListAsync(TestStore store, JobFilter filter) =>
        [.. (await store.Reader.ListAsync(TestStore.Tenant, filter, null, 10, default)).Select(job => job.Id)];

    private static async Task<List<int>> ListAsync(TestStore store, JobView job, ItemFilter filter)
    {
        var numbers = new List<int>();
        for (int? after = null; ;)
        {
            var page = await store.Reader.ListItemsAsync(job, filter, after, 4, default);
            numbers.AddRange(page.Items.Select(item => item.Number));
            if ((after = page.Next) is null)
                return numbers;
        }
    }
}
