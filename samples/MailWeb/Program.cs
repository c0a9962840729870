// A web application: a page on which the mailbox is connected, a form that sends a message, and a health endpoint.
//   dotnet run --project samples/MailWeb -- --demo
//   dotnet run --project samples/MailWeb -- --Admin:Key=choose-a-key        (account "support" of appsettings.json)
// Then open /login?key=choose-a-key.
using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using OAuthMail;
using OAuthMail.MailKit;
using OAuthMail.Samples;

await using var demo = await Demo.StartAsync(args, "customer@example.com");
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
var mail = builder.Services.AddOAuthMail(builder.Configuration.GetSection("OAuthMail")).AddMailKit();
if (demo is null) mail.ProtectTokensWithDataProtection();
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
builder.Services.AddAuthorizationBuilder().AddPolicy("MailAdmin", policy => policy.RequireRole("MailAdmin"));
builder.Services.AddAntiforgery();
builder.Services.AddHealthChecks().AddOAuthMail();
demo?.Register(mail);
if (demo is not null) builder.WebHost.UseUrls("http://127.0.0.1:0");

await using var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.MapOAuthMail("/mail-accounts", options => options.Title = "Contoso Desk").RequireAuthorization("MailAdmin");
app.MapHealthChecks("/health");

// Replace this with the login of your application.
app.MapGet("/login", async (HttpContext context, string key, IConfiguration configuration) =>
{
    if (key.Length == 0 || (demo is null && key != configuration["Admin:Key"])) return Results.Unauthorized();
    var admin = new ClaimsIdentity(
        [new(ClaimTypes.Name, "admin"), new(ClaimTypes.Role, "MailAdmin")], CookieAuthenticationDefaults.AuthenticationScheme);
    await context.SignInAsync(new ClaimsPrincipal(admin));
    return Results.LocalRedirect("/mail-accounts");
});
app.MapGet("/", (HttpContext context, IAntiforgery antiforgery) =>
{
    var token = antiforgery.GetAndStoreTokens(context);
    return Results.Content(
        $"""
        <!DOCTYPE html><html lang="en"><title>Send</title><form method="post" action="/send">
        <input type="hidden" name="{token.FormFieldName}" value="{token.RequestToken}">
        <label>To <input name="to" type="email"></label> <label>Text <input name="text"></label> <button>Send</button></form></html>
        """, "text/html");
}).RequireAuthorization("MailAdmin");
app.MapPost("/send", async (
    [FromForm] string to, [FromForm] string text, IMailSender sender, IMailAccounts accounts, CancellationToken ct) =>
{
    if (!MailboxAddress.TryParse(to, out var recipient)) return Results.BadRequest("The recipient is not an address.");
    using var message = new MimeMessage(
        [MailboxAddress.Parse(accounts.Get("support").Address)], [recipient], "Answer", new TextPart("plain") { Text = text });
    try
    {
        await sender.SendAsync("support", message, ct);
        return Results.Text("Sent.");
    }
    catch (OAuthMailException failure)
    {
        return Results.Problem(failure.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}).RequireAuthorization("MailAdmin");

await app.StartAsync();
if (demo is null) await app.WaitForShutdownAsync();
else await demo.UseWebAsync(new Uri(app.Urls.First()), "support", "customer@example.com");
