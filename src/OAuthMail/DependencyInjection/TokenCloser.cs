using Microsoft.Extensions.Hosting;

namespace OAuthMail.DependencyInjection;

/// <summary>
/// Ends the renewals when the application has stopped, while the token store can still be used: a container rejects requests for services,
/// such as a database context, before it disposes <see cref="MailTokens"/>.
/// </summary>
internal sealed class TokenCloser(MailTokens tokens) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the services that use tokens have stopped. The container may dispose the tokens again.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.Run(tokens.Dispose, CancellationToken.None);
}
