#include "tests/widgets/shot.h"
#include "tests/widgets/troubledfleet.h"
#include "widgets/fleet/fleetmap.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace quarterdeck;

class tst_FleetMap final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SampleFleet> m_sample;
    std::unique_ptr<FleetMapModel> m_model;
    std::unique_ptr<FleetMap> m_map;

private Q_SLOTS:
    void init()
    {
        Theme::instance().apply(*qApp, ThemeMode::Dark);
        m_sample = troubledFleet();
        m_sample->fillHistory(12);
        m_model = std::make_unique<FleetMapModel>(m_sample->fleet);
        m_map = std::make_unique<FleetMap>(*m_model);
        m_map->resize(900, 500);
        m_map->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_map.get()));
    }
    void cleanup()
    {
        m_map.reset();
        m_model.reset();
        m_sample.reset();
    }

    void geometry_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("cell");
        for (const int width : {200, 433, 900, 2500}) {
            for (const int cell : {5, 7, 11, 30}) {
                QTest::addRow("%d wide, cells of %d", width, cell) << width << cell;
            }
        }
    }
    void geometry()
    {
        QFETCH(int, width);
        QFETCH(int, cell);
        FleetMapGeometry geometry;
        geometry.layOut(m_model->columns(), width, cell);
        QCOMPARE(geometry.cellCount(), 1200);
        QSet<QPair<int, int>> places;
        for (int i = 0; i < geometry.cellCount(); ++i) {
            const QRect box = geometry.cellBox(i);
            QCOMPARE(box.size(), QSize(cell, cell));
            QCOMPARE(geometry.cellAt(box.center()), i);
            QVERIFY(box.left() >= 0 && box.right() < std::max(width, 160));
            QVERIFY(box.bottom() < geometry.size().height());
            places.insert({box.left(), box.top()});
        }
        QCOMPARE(int(places.size()), 1200);
        QVERIFY(geometry.cellBox(-1).isEmpty());
        QVERIFY(geometry.cellBox(1200).isEmpty());
        QCOMPARE(geometry.cellAt({-5, -5}), -1);
    }

    void everyCellIsReachedByKeys()
    {
        FleetMapGeometry geometry;
        geometry.layOut(m_model->columns(), 900, 11);
        QSet<int> reached{0};
        QList<int> open{0};
        while (!open.isEmpty()) {
            const int cell = open.takeLast();
            for (const MapDirection direction :
                 {MapDirection::Left, MapDirection::Right, MapDirection::Up, MapDirection::Down}) {
                const int next = geometry.neighbour(cell, direction);
                QVERIFY(next >= 0 && next < 1200);
                if (!reached.contains(next)) {
                    reached.insert(next);
                    open.append(next);
                }
            }
        }
        QCOMPARE(int(reached.size()), 1200);
    }

    void keysWalkAndTell()
    {
        QSignalSpy picked(m_map.get(), &FleetMap::picked);
        QSignalSpy activated(m_map.get(), &FleetMap::activated);
        QTest::keyClick(m_map.get(), Qt::Key_Right);
        QCOMPARE(m_model->cellOf(m_map->current()), 0);
        QTest::keyClick(m_map.get(), Qt::Key_Right);
        QTest::keyClick(m_map.get(), Qt::Key_L);
        QCOMPARE(m_model->cellOf(m_map->current()), 2);
        QTest::keyClick(m_map.get(), Qt::Key_H);
        QCOMPARE(m_model->cellOf(m_map->current()), 1);
        QCOMPARE(picked.count(), 4);
        QTest::keyClick(m_map.get(), Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        QTest::keyClick(m_map.get(), Qt::Key_End);
        QCOMPARE(m_model->cellOf(m_map->current()), 1199);
        QVERIFY(m_map->viewport()->rect().contains(m_map->cellBoxInViewport(1199)));
    }

    void clickPicks()
    {
        QSignalSpy picked(m_map.get(), &FleetMap::picked);
        QTest::mouseClick(m_map->viewport(), Qt::LeftButton, {}, m_map->cellBoxInViewport(40).center());
        QCOMPARE(picked.count(), 1);
        QCOMPARE(m_model->cellOf(m_map->current()), 40);
        QTest::mouseClick(m_map->viewport(), Qt::LeftButton, {}, QPoint(2, 2));
        QCOMPARE(picked.count(), 1);
    }

    void zoomStaysWithinBounds()
    {
        for (int i = 0; i < 40; ++i) {
            QTest::keyClick(m_map.get(), Qt::Key_Plus);
        }
        QCOMPARE(m_map->cellSize(), FleetMap::biggestCell);
        takeShot(*m_map, QStringLiteral("map-big"));
        for (int i = 0; i < 40; ++i) {
            QTest::keyClick(m_map.get(), Qt::Key_Minus);
        }
        QCOMPARE(m_map->cellSize(), FleetMap::smallestCell);
        takeShot(*m_map, QStringLiteral("map-small"));
    }

    void cellsShowTheirState()
    {
        m_map->verticalScrollBar()->setValue(0);
        const auto centre = [this](const char *name) {
            const int cell = m_model->cellOf(m_sample->numberOf(QLatin1String(name)));
            const QRect box = m_map->cellBoxInViewport(cell);
            const QImage picture = m_map->viewport()->grab().toImage();
            return picture.pixelColor(box.left() + 2, box.center().y());
        };
        QCOMPARE(centre("checkout-eu-01"), Theme::instance().cell(State::Up));
        QCOMPARE(centre("checkout-eu-41"), Theme::instance().cell(State::Down));
        // A change repaints the cell in the cached picture.
        const InstanceNumber number = m_sample->numberOf(QStringLiteral("checkout-eu-01"));
        m_sample->setHealth(number, ProbeOutcome::Unreachable, QStringLiteral("connection refused"));
        for (int i = 0; i < 2; ++i) {
            const FleetChanges changes = m_sample->poll();
            m_model->apply(changes, m_sample->now());
        }
        QCOMPARE(centre("checkout-eu-01"), Theme::instance().cell(State::Down));
    }

    void readByScreenReaders()
    {
        QAccessibleInterface *map = QAccessible::queryAccessibleInterface(m_map.get());
        QVERIFY(map);
        QCOMPARE(map->role(), QAccessible::List);
        QCOMPARE(map->text(QAccessible::Name), QStringLiteral("Fleet map"));
        QCOMPARE(map->childCount(), 1200);
        const int cell = m_model->cellOf(m_sample->numberOf(QStringLiteral("checkout-eu-41")));
        QAccessibleInterface *child = map->child(cell);
        QVERIFY(child);
        QVERIFY(child->text(QAccessible::Name)
                    .startsWith(QStringLiteral("checkout-eu-41, down, checkout, eu-west")));
        QCOMPARE(map->indexOfChild(child), cell);
        QCOMPARE(map->child(cell), child);
        QVERIFY(!map->child(1200));
        child->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(m_model->cellOf(m_map->current()), cell);
        QVERIFY(child->state().selected);
    }
};

QTEST_MAIN(tst_FleetMap)
#include "tst_fleetmap.moc"
