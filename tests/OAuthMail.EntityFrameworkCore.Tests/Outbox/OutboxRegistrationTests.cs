using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OAuthMail.EntityFrameworkCore.Tests.Outbox;

public sealed class OutboxRegistrationTests
{
    [Fact]
    public void Sender_is_required_unless_the_process_only_adds_messages()
    {
        var services = Create();
        services.AddOAuthMail(_ => { }).AddMailOutbox<MailDbContext>();
        using var provider = services.BuildServiceProvider();
        var error = Assert.Throws<InvalidOperationException>(() => provider.GetServices<IHostedService>().ToList());
        Assert.Contains("AddMailKit()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Context_that_is_not_registered_is_named()
    {
        var services = new ServiceCollection();
        services.AddOAuthMail(_ => { }).AddMailKit().AddMailOutbox<MailDbContext>();
        using var provider = services.BuildServiceProvider();
        var error = Assert.Throws<InvalidOperationException>(() => provider.GetServices<IHostedService>().ToList());
        Assert.Contains("AddDbContext<MailDbContext>", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Second_outbox_is_an_error()
    {
        var builder = Create().AddOAuthMail(_ => { }).AddMailKit().AddMailOutbox<MailDbContext>();
        Assert.Throws<InvalidOperationException>(() => builder.AddMailOutbox<MailDbContext>());
    }

    [Fact]
    public void Options_out_of_range_are_reported_together()
    {
        var builder = Create().AddOAuthMail(_ => { });
        var error = Assert.Throws<MailConfigurationException>(() => builder.AddMailOutbox<MailDbContext>(options =>
        {
            options.PollInterval = TimeSpan.Zero;
            options.ClaimDuration = TimeSpan.FromSeconds(3.5);
            options.MaxConcurrentMessages = 0;
            options.MaxMessageSize = -1;
            options.RetryFor = TimeSpan.FromDays(-1);
            options.KeepSent = TimeSpan.FromDays(4000);
            options.KeepFailed = TimeSpan.FromDays(-1);
        }));
        Assert.Equal(7, error.Errors.Count);
        Assert.Contains(
            "MaxConcurrentMessages: '0' isn't valid. Must be between 1 and 1000.", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "ClaimDuration: '00:00:03.5000000' isn't valid. Must be in whole seconds.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_has_an_index_for_the_sender()
    {
        using var context = new MailDbContext(
            new DbContextOptionsBuilder<MailDbContext>().UseSqlServer("Server=127.0.0.1,1").Options);
        var script = context.Database.GenerateCreateScript();
        Assert.Contains("CREATE TABLE [OAuthMailOutbox]", script, StringComparison.Ordinal);
        Assert.Contains("[State] varchar(16) NOT NULL", script, StringComparison.Ordinal);
        Assert.Contains("[Content] varbinary(max) NULL", script, StringComparison.Ordinal);
        Assert.Contains("ON [OAuthMailOutbox] ([State], [DueAt], [CreatedAt])", script, StringComparison.Ordinal);
    }

    private static ServiceCollection Create()
    {
        var services = new ServiceCollection();
        services.AddDbContext<MailDbContext>(options => options.UseSqlite("Data Source=:memory:"));
        return services;
    }
}
