using SuperResFarm.Api.Submissions;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.Tests.Api;

public class ListedPageTests
{
    [Fact]
    public void First_Part_EndsWithItsLastImageAndCountsWhatWasPassedBefore()
    {
        var page = new ListedPage("a");
        page.Pass("b");
        page.Add("c", Item("c"));
        page.Pass("d");
        page.Add("e", Item("e"));
        page.Pass("f");
        Assert.Equal((2, 5L, "f"), (page.Images, page.Objects, page.LastKey));
        var (first, whole) = (page.First(1), page.Whole());
        Assert.Equal((1, "c", 1L, false), (first.Items.Count, first.LastKey, first.PassedOver, first.IsLast));
        Assert.Equal(("f", 3L), (whole.LastKey, whole.PassedOver));
        Assert.Equal([Item("c"), Item("e")], whole.Items);
    }

    [Fact]
    public void Whole_Empty_StaysWhereItBegan()
    {
        var page = new ListedPage("a") { IsLast = true };
        Assert.Equal(("a", 0, true), (page.Whole().LastKey, page.Whole().Items.Count, page.Whole().IsLast));
    }

    private static NewItem Item(string key) => new($"s3://in/{key}", $"s3://out/{key}");
}
