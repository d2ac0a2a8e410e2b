using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.IntegrationTests.Jobs;

[Collection(JobsServers.Collection)]
public sealed class ExpressTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Claim_SmallJobBehindAFullQueue_TakesTheQueueAbove(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await store.SubmitAsync(1000, "a");
        await store.Ledger.ConfirmAsync(await ClaimAsync(store), default);
        Assert.Empty(await ClaimAsync(store));
        await store.SubmitAsync(10, "b");
        var ahead = await ClaimAsync(store);
        Assert.Equal((10, 10), (ahead.Count(item => item.Tenant == "b"), ahead.Count(item => item.Priority == Priority.High)));
        await store.Ledger.ConfirmAsync(ahead, default);
        await store.SubmitAsync(100, "b");
        Assert.Equal(6, (await ClaimAsync(store)).Count);   // sixteen of it under way in all
        await store.VerifyCountsAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Claim_HighPriority_StaysInItsQueue(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await store.SubmitAsync(100, "a", Priority.High);
        await store.Ledger.ConfirmAsync(await ClaimAsync(store, Priority.High), default);
        await store.SubmitAsync(10, "b", Priority.High);
        Assert.Empty(await ClaimAsync(store, Priority.High));
    }

    private static Task<IReadOnlyList<UpscaleItem>> ClaimAsync(TestStore store, Priority priority = Priority.Normal) => store.Claims.ClaimAsync(
        new ClaimOrder(priority, 64, 256, TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), _ => 1) { Express = 16 }, default);
}
