using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SuperResFarm.Jobs.MigrationsSqlite
{
    /// <inheritdoc />
    public partial class Stops : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "budget_cost",
                table: "jobs",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "budget_device_seconds",
                table: "jobs",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "budget_megapixels",
                table: "jobs",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "crawl",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "deadline_at",
                table: "jobs",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "round",
                table: "jobs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<double>(
                name: "spent_cost",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "spent_device_seconds",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<double>(
                name: "spent_megapixels",
                table: "jobs",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<string>(
                name: "stopped_because",
                table: "jobs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "target_hash",
                table: "items",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "crawls",
                columns: table => new
                {
                    job_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    tenant = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    plan = table.Column<string>(type: "TEXT", nullable: false),
                    last_key = table.Column<string>(type: "TEXT", nullable: true),
                    found = table.Column<int>(type: "INTEGER", nullable: false),
                    passed_over = table.Column<long>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    waiting = table.Column<string>(type: "TEXT", nullable: true),
                    error = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_crawls", x => x.job_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_jobs_deadline",
                table: "jobs",
                column: "deadline_at",
                filter: "deadline_at IS NOT NULL AND state < 2");

            migrationBuilder.CreateIndex(
                name: "ix_items_target",
                table: "items",
                columns: new[] { "job_id", "target_hash" },
                filter: "target_hash IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_crawls_due",
                table: "crawls",
                column: "due_at",
                filter: "state = 1");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "crawls");

            migrationBuilder.DropIndex(
                name: "ix_jobs_deadline",
                table: "jobs");

            migrationBuilder.DropIndex(
                name: "ix_items_target",
                table: "items");

            migrationBuilder.DropColumn(
                name: "budget_cost",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "budget_device_seconds",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "budget_megapixels",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "crawl",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "deadline_at",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "round",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "spent_cost",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "spent_device_seconds",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "spent_megapixels",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "stopped_because",
                table: "jobs");

            migrationBuilder.DropColumn(
                name: "target_hash",
                table: "items");
        }
    }
}
