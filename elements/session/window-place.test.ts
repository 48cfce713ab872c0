import { expect } from 'chai';
import { firstPlace, fit, nextCorner, placeAt, pull, readPlace, type Edges } from './window-place.js';

describe('place of a floating window', () => {
  const viewport = { width: 1000, height: 800 };
  const size = { width: 300, height: 400 };
  const natural = { width: null, height: null };

  it('counts from the nearest corner', () => {
    const at = (left: number, top: number) => placeAt({ left, top, ...size }, viewport, natural);
    expect(at(20, 30)).to.include({ fromRight: false, fromBottom: false, x: 20, y: 30 });
    expect(at(680, 390)).to.include({ fromRight: true, fromBottom: true, x: 20, y: 10 });
    expect(at(20, 390)).to.include({ fromRight: false, fromBottom: true, x: 20, y: 10 });
  });

  it('is drawn where it was put', () => {
    const rect = { left: 610, top: 33, ...size };
    expect(fit(placeAt(rect, viewport, natural), size, viewport)).to.deep.equal(rect);
  });

  const shrunk: [width: number, height: number, left: number, top: number][] = [
    [1000, 800, 684, 384],
    [500, 420, 184, 8],
    [300, 300, 8, 8],
    [100, 50, 8, 8],
  ];
  for (const [width, height, left, top] of shrunk) {
    it(`stays inside ${width} × ${height}`, () => {
      expect(fit(firstPlace, size, { width, height })).to.include({ left, top });
    });
  }

  it('comes from a larger screen: is drawn inside this one', () => {
    const far = { ...firstPlace, fromRight: false, fromBottom: false, x: 3000, y: 2000 };
    expect(fit(far, size, viewport)).to.include({ left: 692, top: 392 });
  });

  const pulls: [Edges, dx: number, dy: number, expected: [number, number, number, number]][] = [
    [{ x: 1, y: 1 }, 50, 20, [100, 100, 350, 420]],
    [{ x: -1, y: -1 }, 50, 20, [150, 120, 250, 380]],
    [{ x: 0, y: 1 }, 50, 20, [100, 100, 300, 420]],
    // not smaller than is of use
    [{ x: 1, y: 1 }, -1000, -1000, [100, 100, 200, 120]],
    [{ x: -1, y: -1 }, 1000, 1000, [200, 380, 200, 120]],
    // not over the edges
    [{ x: 1, y: 1 }, 5000, 5000, [100, 100, 892, 692]],
    [{ x: -1, y: -1 }, -5000, -5000, [8, 8, 392, 492]],
  ];
  for (const [edges, dx, dy, [left, top, width, height]] of pulls) {
    it(`pulled at ${edges.x}, ${edges.y} by ${dx}, ${dy}`, () => {
      const rect = { left: 100, top: 100, ...size };
      expect(pull(rect, edges, dx, dy, viewport)).to.deep.equal({ left, top, width, height });
    });
  }

  it('goes round the four corners', () => {
    const corners = [firstPlace];
    for (let times = 0; times < 4; times++) corners.push(nextCorner(corners.at(-1) ?? firstPlace));
    const names = corners.map(({ fromRight, fromBottom }) => `${fromBottom ? 'b' : 't'}${fromRight ? 'r' : 'l'}`);
    expect(names).to.deep.equal(['br', 'bl', 'tl', 'tr', 'br']);
  });

  it('is read again as it was stored', () => {
    const place = { fromRight: false, fromBottom: true, x: 12, y: 0, width: 320, height: null };
    expect(readPlace(JSON.stringify(place))).to.deep.equal(place);
  });

  const nonsense = [
    null,
    '',
    'x',
    'null',
    '7',
    '[]',
    '{}',
    '{"fromRight":true,"fromBottom":true,"x":"1","y":1,"width":null,"height":null}',
    '{"fromRight":true,"fromBottom":true,"x":-1,"y":1,"width":null,"height":null}',
    '{"fromRight":true,"fromBottom":true,"x":1e99,"y":1,"width":null,"height":null}',
    '{"fromRight":true,"fromBottom":true,"x":1,"y":1,"width":"wide","height":null}',
    '{"fromRight":1,"fromBottom":true,"x":1,"y":1,"width":null,"height":null}',
  ];
  for (const text of nonsense) {
    it(`is no place: ${text}`, () => expect(readPlace(text)).to.equal(null));
  }
});
