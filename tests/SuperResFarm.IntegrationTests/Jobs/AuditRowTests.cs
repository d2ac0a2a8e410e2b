using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.IntegrationTests.Jobs;

[Collection(JobsServers.Collection)]
public class AuditRowTests(JobsServers servers)
{
    private static readonly Origin _by = new("abcdefghijklmnop", "trace", "127.0.0.1");

    [Theory, OnSqlite, OnPostgres]
    public async Task Rows_OnceWritten_CannotBeChangedOrDeleted(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var log = new AuditLog(store.Database);
        await log.RefusedAsync(_by, "acme", "job.create", "", "quota-exceeded", default);
        var before = await log.ListAsync(null, null, 10, default);

        string[] attempts =
        [
            "UPDATE audit SET actor = 'somebody else'", "DELETE FROM audit", "DELETE FROM audit WHERE tenant = 'acme'", "UPDATE audit SET result = 'done' WHERE id = 1",
            .. kind == DatabaseKind.Postgres ? ["TRUNCATE audit"] : Array.Empty<string>(),
        ];
        foreach (var attempt in attempts)
        {
            await using var context = store.Database.Dialect.Open();
            var fault = await Assert.ThrowsAnyAsync<DbException>(() => context.Database.ExecuteSqlRawAsync(attempt));
            Assert.Contains("append-only", fault.Message, StringComparison.Ordinal);
        }
        Assert.Equal(before, await log.ListAsync(null, null, 10, default));
        Assert.Equal(("acme", "quota-exceeded", _by), (before[0].Tenant, before[0].Result, before[0].By));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Entry_OfAJobWithFaces_TellsThatTermsAreAccepted(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var usual = TestStore.Submission() with { By = _by };
        var asked = usual with { Parameters = usual.Parameters with { Faces = new FaceParameters { Model = "GFPGANv1.4", AcceptLicence = true } } };
        await store.Submitter.SubmitAsync(asked, TestStore.Items(2), default);
        Assert.EndsWith("the terms of the face model 'GFPGANv1.4' and of those that it needs are accepted", Assert.Single(await new AuditLog(store.Database).ListAsync(null, null, 10, default)).Detail, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Entry_OfAChangeThatIsUndone_IsUndoneToo(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Submitter.SubmitAsync(TestStore.Submission() with { By = _by }, Broken(), default));
        await store.Submitter.SubmitAsync(TestStore.Submission() with { By = _by }, TestStore.Items(2), default);
        Assert.Equal("2 items, 0 of them refused", Assert.Single(await new AuditLog(store.Database).ListAsync(null, null, 10, default)).Detail);

        static async IAsyncEnumerable<SuperResFarm.Jobs.Persistence.NewItem> Broken()
        {
            yield return new("a", "b");
            await Task.CompletedTask;
            throw new InvalidOperationException();
        }
    }
}
